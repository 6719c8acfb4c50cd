// Runs on the device, before the bundle. `MEASURE` feeds `LIST`, hex text, to the listener that the bundle gave to Serial3, and
// runs the bare table CRC loop over the same bytes. `REQUEST` feeds it too, and makes two requests after each list. The fastest
// of `ROUNDS` each, in microseconds.
LENT.chunks = function () {
  var chunks = [];
  var text;
  var n;
  var k;
  for (n = 0; n < LIST.length; n += 24) {
    text = '';
    for (k = n; k < n + 24 && k < LIST.length; k += 2) text += String.fromCharCode(parseInt(LIST.substr(k, 2), 16));
    chunks.push(text);
  }
  return chunks;
};
var MEASURE = function () {
  var chunks = LENT.chunks();
  var list = 1e9;
  var bare = 1e9;
  var residue;
  var t;
  var n;
  var k;
  var bytes = E.toUint8Array(chunks.join(''));
  var table = new Uint16Array(256);
  for (n = 0; n < 256; n++) {
    t = n;
    for (k = 0; k < 8; k++) t = t & 1 ? (t >> 1) ^ 0x8408 : t >> 1;
    table[n] = t;
  }
  // Written as the minifier would: the interpreter pays for blanks.
  // biome-ignore format: see above.
  var loop = function(n,c,t,b,i){while(n--)c=t[(c^b[i++])&255]^c>>8;return c};
  for (n = 0; n < ROUNDS; n++) {
    t = getTime();
    chunks.forEach(LENT.onData);
    t = getTime() - t;
    if (t < list) list = t;
    t = getTime();
    residue = loop(bytes.length - 2, 65535, table, bytes, 1);
    t = getTime() - t;
    if (t < bare) bare = t;
  }
  return { list: list * 1e6, bare: bare * 1e6, residue: residue };
};
// The bundle's HTTP server is the first that it makes.
LENT.createServer = require('net').createServer;
require('net').createServer = function (serve) {
  LENT.serve = LENT.serve || serve;
  return LENT.createServer(serve);
};
// One request of a client such as Node's, over a socket that takes everything at once: all that the bundle does for it.
LENT.request = function (path) {
  var listeners = {};
  var text = '';
  var socket = {
    on: function (event, listener) {
      listeners[event] = listener;
    },
    write: function (piece) {
      text += piece;
      return true;
    },
    end: function () {
      LENT.answer = text;
    },
  };
  var head =
    'GET ' +
    path +
    ' HTTP/1.1\r\nhost: 192.168.1.20\r\nconnection: keep-alive\r\naccept: */*\r\naccept-language: *\r\n' +
    'sec-fetch-mode: cors\r\nuser-agent: node\r\naccept-encoding: gzip, deflate\r\n\r\n';
  var t = getTime();
  LENT.serve(socket);
  listeners.data(head);
  t = getTime() - t;
  listeners.close();
  return t;
};
var REQUEST = function (path) {
  var chunks = LENT.chunks();
  var first = 1e9;
  var second = 1e9;
  var n;
  for (n = 0; n < ROUNDS; n++) {
    chunks.forEach(LENT.onData);
    first = Math.min(first, LENT.request(path));
    second = Math.min(second, LENT.request(path));
  }
  return { first: first * 1e6, second: second * 1e6, bytes: LENT.answer.length, status: LENT.answer.substr(9, 3) };
};
