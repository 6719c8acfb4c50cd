// Runs on the device before the bundle: plays what the test has put into files, and sets the clock. `LENT` is the prelude's.
LENT.ms = START;
Date.now = function () {
  return LENT.ms;
};
// Time passes only as the test says.
LENT.held = true;
LENT.open = function (name) {
  // The interpreter keeps a file that is not closed.
  if (LENT.file) LENT.file.close();
  LENT.file = E.openFile(name, 'r');
  return 1;
};
// Hands text over as the driver does, in events of 12 characters.
LENT.say = function (text) {
  var i;
  for (i = 0; i < text.length; i += 12) LENT.onData(text.substr(i, 12));
};
// So many bytes of the file, without a pause; returns how many there were.
LENT.bytes = function (count) {
  var n = 0;
  var text;
  while (n < count && (text = LENT.file.read(1200)) !== undefined) {
    LENT.say(text);
    n += text.length;
  }
  return n;
};
// So many tens of seconds: the lists of each stand in the file behind their length, and the clock goes on by ticks.
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
// So many ticks of so many milliseconds each.
LENT.go = function (count, ms) {
  while (count--) {
    LENT.ms += ms;
    LENT.tick();
  }
  return LENT.ms;
};
// Lets time pass as it does while nothing is played, for who waits for the clock of the firmware.
LENT.left = 0;
LENT.live = function () {
  LENT.repeat(function () {
    if (!LENT.left) LENT.go(1, 250);
  }, 250);
  return 1;
};
// The same in the background, with time for sockets: pushes and pollers get their turn. `LENT.left` tells how many are left.
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
