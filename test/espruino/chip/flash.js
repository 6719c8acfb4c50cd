// `require("Flash")` with the addresses of an ESP32, on which Storage begins at 0x320000 (boards/ESP32.py). Nothing else of the
// flash is there.
LENT.readFlash = require('Flash').read;
LENT.writeFlash = require('Flash').write;
LENT.erasePage = require('Flash').erasePage;
LENT.addressIn = function (addr, length) {
  var area = require('Flash').getFree()[0];
  if (addr < 0x320000 || addr + length > 0x320000 + area.length)
    LENT.die('flash at ' + addr + ' is not for the firmware');
  return addr - 0x320000 + area.addr;
};
require('Flash').read = function (length, addr) {
  return LENT.readFlash(length, LENT.addressIn(addr, length));
};
require('Flash').write = function (data, addr) {
  LENT.writeFlash(data, LENT.addressIn(addr, data.length));
};
require('Flash').erasePage = function (addr) {
  // The pages of this computer may be smaller.
  var at = LENT.addressIn(addr & ~4095, 4096);
  var end = at + 4096;
  for (; at < end; at += require('Flash').getPage(at).length) LENT.erasePage(at);
};
