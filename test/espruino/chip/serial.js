// The serial line. The driver of the ESP-IDF hands bytes over when as many are in the FIFO as its threshold says, 120, or after the
// time of 10 characters without one; from its ring of 1024 Espruino's task fetches at most 256 each 100 ms.
LENT.readers = [];
LENT.fifo = LENT.ring = '';
LENT.lost = 0;
LENT.charMs = 10000 / 2400;
// Register CONF1 of the port, as the driver sets it: time-out 10 characters, threshold 120.
LENT.conf1 = LINE === Serial2 ? 0x3ff50024 : 0x3ff6e024;
LENT.registers = {};
// To the bundle, in events of 12 characters.
LENT.handOver = function (text) {
  var n;
  var i;
  for (n = 0; n < text.length; n += 12) for (i = 0; i < LENT.readers.length; i++) LENT.readers[i](text.substr(n, 12));
};
LENT.fetch = function () {
  var text = LENT.ring.substr(0, 256);
  LENT.ring = LENT.ring.substr(256);
  LENT.fetches = LENT.ring !== '';
  if (LENT.fetches) LENT.later(LENT.fetch, 100);
  LENT.handOver(text);
};
LENT.interrupt = function () {
  var text = LENT.fifo;
  LENT.fifo = '';
  if (!HABITS.slowPoll) return LENT.handOver(text);
  LENT.ring += text;
  if (LENT.ring.length > 1024) {
    LENT.lost += LENT.ring.length - 1024;
    LENT.ring = LENT.ring.substr(0, 1024);
  }
  if (LENT.fetches) return;
  LENT.fetches = true;
  LENT.later(LENT.fetch, 100);
};
LENT.lookForQuiet = function () {
  var ms = LENT.quietAt - getTime() * 1000;
  LENT.looks = LENT.fifo !== '' && ms > 0;
  if (LENT.looks) LENT.later(LENT.lookForQuiet, ms);
  else if (LENT.fifo) LENT.interrupt();
};
LENT.arrive = function (text) {
  if (!HABITS.pieces) return LENT.handOver(text);
  LENT.fifo += text;
  if (LENT.fifo.length >= (HABITS.fifo ? LENT.registers[LENT.conf1] & 127 : 120)) LENT.interrupt();
  // A terminal has no speed: the line is busy as long as these characters take.
  LENT.quietAt = getTime() * 1000 + (text.length + 10) * LENT.charMs;
  if (LENT.looks || !LENT.fifo) return;
  LENT.looks = true;
  LENT.later(LENT.lookForQuiet, (text.length + 10) * LENT.charMs);
};
LENT.setup = LINE.setup;
LENT.listen = LINE.on;
LINE.setup = function (baud, options) {
  LENT.checkPin(options.rx);
  LENT.checkPin(options.tx);
  LENT.line = { baud: baud, parity: options.parity, rx: '' + options.rx };
  if (options.tx) LENT.eye = options.tx + ' ' + options.bytesize + ' ' + options.stopbits;
  options.path = METER;
  delete options.rx;
  delete options.tx;
  // The driver is installed again: its buffers are empty, its registers are those of the start.
  LENT.fifo = LENT.ring = '';
  LENT.charMs = 10000 / baud;
  LENT.registers[LENT.conf1] = 0x8a7a0a78;
  LENT.setup.call(LINE, baud, options);
};
LINE.on = function (event, listener) {
  if (event !== 'data') return LENT.listen.call(LINE, event, listener);
  // For tests that hand bytes over themselves: the one that was added last.
  LENT.onData = listener;
  LENT.readers.push(listener);
  if (LENT.readers.length === 1) LENT.listen.call(LINE, 'data', LENT.arrive);
};
global.peek32 = function (address) {
  if (address === 0x3ff75144 || address === 0x60035144) return LENT.random();
  if (LENT.registers[address] === undefined) throw new Error('peek32: the bench has no register ' + address);
  return LENT.registers[address];
};
global.poke32 = function (address, value) {
  if (LENT.registers[address] === undefined) throw new Error('poke32: the bench has no register ' + address);
  LENT.registers[address] = value;
};
