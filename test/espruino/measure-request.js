// Runs on the device, before the bundle and behind measure.js. `REQUEST` feeds `LIST` too, and makes two requests after each list.
// The fastest of `ROUNDS` each, in microseconds.
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
