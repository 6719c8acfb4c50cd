// The bench: what an ESP32 has and an Espruino for Linux lacks. It runs before the bundle, which stays as it is, and the files of
// test/espruino/chip follow it. `METER` is the terminal on which the meter plays, `LINE` the port that is to be that terminal,
// `ASK_PORT` where the test asks, `HABITS` which habits of the chip are played (habits.ts). `LENT` records what the bundle did,
// and lets the test play the network and the rest of the world.
var LENT_FROM = process.memory().usage;
var LENT = { flashes: 0, button: 0, ticks: 0, reboot: E.reboot, later: setTimeout, repeat: setInterval };
// What kills a chip ends the interpreter.
LENT.die = function (why) {
  print('the chip stopped: ' + why);
  LENT.reboot();
};
if (HABITS.version) {
  process.version = HABITS.version;
  process.env = { VERSION: HABITS.version, BOARD: 'ESP32' };
}
Modules.addCached('TelnetServer', 'exports.setOptions = function (options) { LENT.telnet = options.mode; };');
// The timer that drives the firmware: an interval, or a timeout of a tick that is set again each time. `LENT.pass` lets minutes
// pass at once; while `LENT.held` is set, time passes in no other way.
LENT.count = function () {
  LENT.ticks++;
  LENT.tick();
};
global.setInterval = function (callback, ms) {
  LENT.tick = callback;
  return LENT.held ? 0 : LENT.repeat(LENT.count, ms);
};
global.setTimeout = function (callback, ms) {
  if (typeof callback === 'string') return LENT.later(LENT.runText, ms, callback);
  if (ms !== 250) return LENT.later(callback, ms);
  LENT.tick = callback;
  // The one that is set already goes on.
  return LENT.held || LENT.passing ? 0 : LENT.later(LENT.count, ms);
};
LENT.pass = function (seconds) {
  var n = seconds * 4;
  LENT.passing = true;
  while (n--) LENT.tick();
  LENT.passing = false;
  return seconds;
};
// The test asks here and not on the console: text typed into the console of the Linux build now and then kills it.
require('net')
  .createServer(function (socket) {
    var text = '';
    socket.on('data', function (data) {
      text += data;
      if (text.charAt(text.length - 1) !== '\n') return;
      LENT.asked = true;
      // biome-ignore lint/security/noGlobalEval: that is what it is for.
      socket.end(JSON.stringify(eval(text)) + '');
      LENT.asked = false;
    });
  })
  .listen(ASK_PORT);
