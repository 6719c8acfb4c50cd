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
if (HABITS.compaction) ['write', 'compact'].forEach(LENT.watchStorage);
