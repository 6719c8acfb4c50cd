// Runs on the device, before the bundle. `MEASURE` feeds `LIST`, hex text, to the listener that the bundle gave to Serial3, and
// runs the bare table CRC loop over the same bytes. The fastest of `ROUNDS` each, in microseconds.
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
