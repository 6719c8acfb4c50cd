// Runs on the device before the bundle: plays the test's files as bytes of the meter, and sets the clock. `LENT` is from the prelude.
LENT.ms = START;
Date.now = function () {
  return LENT.ms;
};
// Time passes only as the test says.
LENT.held = true;
LENT.open = function (name) {
  // The interpreter leaks a file that is not closed.
  if (LENT.file) LENT.file.close();
  LENT.file = E.openFile(name, 'r');
  return 1;
};
// Passes text to the firmware like the driver, in events of 12 characters.
LENT.say = function (text) {
  var i;
  for (i = 0; i < text.length; i += 12) LENT.onData(text.substr(i, 12));
};
// Plays up to `count` bytes of the file without a pause; returns how many.
LENT.bytes = function (count) {
  var n = 0;
  var text;
  while (n < count && (text = LENT.file.read(1200)) !== undefined) {
    LENT.say(text);
    n += text.length;
  }
  return n;
};
// Plays `count` periods of 10 s: the lists of each are in the file after their length, and the clock advances by ticks.
LENT.steps = function (count) {
  var size;
  var n;
  while (count--) {
    size = E.toUint8Array(LENT.file.read(2));
    LENT.say(LENT.file.read(size[0] * 256 + size[1]));
    n = 40;
    while (n--) {
      LENT.ms += 250;
      LENT.tick();
    }
  }
  return process.memory().usage;
};
// Lets `count` ticks of `ms` pass.
LENT.go = function (count, ms) {
  while (count--) {
    LENT.ms += ms;
    LENT.tick();
  }
  return LENT.ms;
};
// Lets time pass while nothing is played, since parts of the firmware wait for its clock.
LENT.left = 0;
LENT.live = function () {
  LENT.repeat(function () {
    if (!LENT.left) LENT.go(1, 250);
  }, 250);
  return 1;
};
// Like `steps`, but in the background, so that sockets are served. `LENT.left` is the number of periods left.
LENT.play = function (count) {
  LENT.left = count;
  LENT.playList();
};
LENT.playList = function () {
  var size = E.toUint8Array(LENT.file.read(2));
  LENT.say(LENT.file.read(size[0] * 256 + size[1]));
  LENT.quarter = 4;
  LENT.playQuarter();
};
LENT.playQuarter = function () {
  LENT.go(10, 250);
  setTimeout(function () {
    if (--LENT.quarter) LENT.playQuarter();
    else if (--LENT.left) LENT.playList();
  }, 2);
};
