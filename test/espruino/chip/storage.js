// Storage. A compaction moves the code that runs from it, which the ESP32 does not notice: what runs is rubbish from then on. Only
// from a text in memory it may be done, which has to restart the chip as the next thing.
LENT.runText = function (text) {
  LENT.inMemory = true;
  // biome-ignore lint/security/noGlobalEval: a text that a timer calls.
  eval(text);
  LENT.inMemory = false;
  if (LENT.moved) LENT.die('Storage was compacted without a restart behind it: SyntaxError in the code that was moved');
};
// Calls one of its functions, and finds out whether that compacted it: no trash is left, where there was some or has to be.
LENT.watchStorage = function (name) {
  var storage = require('Storage');
  var native = storage[name];
  storage[name] = function (file, data, offset, size) {
    var before = storage.getStats();
    var replaces = name === 'write' && storage.read(file) !== data;
    var result = native.call(storage, file, data, offset, size);
    var after = storage.getStats();
    if (after.trashCount || !(before.trashCount || (replaces && after.fileCount === before.fileCount))) return result;
    // What the test itself does is no fault of the firmware.
    if (LENT.asked) return result;
    if (!LENT.inMemory)
      LENT.die('Storage was compacted while code ran from it: SyntaxError in the code that was moved');
    LENT.moved = true;
    return result;
  };
};
// Module Flash: the addresses are those of the ESP32, where the Storage begins at 0x320000 and a page has 4 kB.
(function () {
  var flash = require('Flash');
  var read = flash.read;
  var write = flash.write;
  var erasePage = flash.erasePage;
  var offset = 0x10000000 - 0x320000;
  flash.read = function (count, address) {
    return read.call(flash, count, address + offset);
  };
  flash.write = function (data, address) {
    write.call(flash, data, address + offset);
  };
  flash.erasePage = function (address) {
    var at;
    address = (address & ~4095) + offset;
    for (at = 0; at < 4096; at += 1024) erasePage.call(flash, address + at);
  };
})();
if (HABITS.compaction) ['write', 'compact'].forEach(LENT.watchStorage);
