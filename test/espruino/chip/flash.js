// `require("Flash")` with the addresses of an ESP32, on which Storage begins at 0x320000 (boards/ESP32.py). Nothing else of the
// flash is there.
LENT.flash = require('Flash');
LENT.area = LENT.flash.getFree()[0];
LENT.addressIn = function (addr, length) {
  if (addr < 0x320000 || addr + length > 0x320000 + LENT.area.length)
    LENT.die('flash at ' + addr + ' is not for the firmware');
  return addr - 0x320000 + LENT.area.addr;
};
['read', 'write'].forEach(function (name) {
  var native = LENT.flash[name];
  LENT.flash[name] = function (what, addr) {
    return native(what, LENT.addressIn(addr, name === 'read' ? what : what.length));
  };
});
LENT.erasePage = LENT.flash.erasePage;
LENT.flash.erasePage = function (addr) {
  // The pages of this computer may be smaller.
  var at = LENT.addressIn(addr & ~4095, 4096);
  var end = at + 4096;
  for (; at < end; at += LENT.flash.getPage(at).length) LENT.erasePage(at);
};
