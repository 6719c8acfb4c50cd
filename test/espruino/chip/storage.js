// Storage: 256 kB as on 2v25; a build for Linux has no other size. A compaction moves the code that runs from it, which the ESP32
// does not notice: it runs rubbish from then on. Only a text in memory may compact it, and has to restart the chip next.
LENT.runText = function (text) {
  LENT.inMemory = true;
  // biome-ignore lint/security/noGlobalEval: a text that a timer calls.
  eval(text);
  LENT.inMemory = false;
  if (LENT.moved) LENT.die('Storage was compacted without a restart behind it: SyntaxError in the code that was moved');
};
// Looks whether a function has compacted it: no trash is left, where there was some, or has to be since a file was replaced.
LENT.checkStorage = function (before, replaces) {
  var after = require('Storage').getStats();
  if (after.trashCount || !(before.trashCount || (replaces && after.fileCount === before.fileCount))) return;
  // What the test itself does is no fault of the firmware.
  if (LENT.asked) return;
  if (!LENT.inMemory) LENT.die('Storage was compacted while code ran from it: SyntaxError in the code that was moved');
  LENT.moved = true;
};
if (HABITS.compaction) {
  LENT.writeFile = require('Storage').write;
  LENT.compact = require('Storage').compact;
  require('Storage').write = function (file, data, offset, size) {
    var before = this.getStats();
    var replaces = this.read(file) !== data;
    var result = LENT.writeFile.call(this, file, data, offset, size);
    LENT.checkStorage(before, replaces);
    return result;
  };
  require('Storage').compact = function () {
    var before = this.getStats();
    LENT.compact.call(this);
    LENT.checkStorage(before);
  };
}
