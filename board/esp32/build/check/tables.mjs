/** What Espruino 2v29 lacks or does differently, determined name by name on the interpreter. */

/** @param {string} names */
const setOf = (names) => new Set(names.trim().split(/\s+/));

export const MISSING_GLOBALS = setOf(`
  AggregateError Atomics BigInt BigInt64Array BigUint64Array Buffer EvalError FinalizationRegistry Intl Iterator Map
  Proxy RangeError Reflect Set SharedArrayBuffer Symbol TextDecoder TextEncoder URIError URL URLSearchParams WeakMap
  WeakRef WeakSet WebAssembly clearImmediate crypto decodeURI encodeURI escape fetch performance queueMicrotask self
  setImmediate structuredClone unescape window
`);

/** Members of global objects. */
export const MISSING_STATICS = new Map([
  ['Array', setOf('from fromAsync of')],
  ['ArrayBuffer', setOf('isView')],
  ['Date', setOf('UTC')],
  ['JSON', setOf('rawJSON isRawJSON')],
  ['Math', setOf('acosh asinh atanh cbrt clz32 cosh expm1 fround hypot imul log10 log1p log2 sinh tanh trunc')],
  [
    'Number',
    setOf('EPSILON MAX_SAFE_INTEGER MIN_SAFE_INTEGER isFinite isInteger isNaN isSafeInteger parseFloat parseInt'),
  ],
  [
    'Object',
    setOf(`freeze getOwnPropertySymbols groupBy hasOwn is isExtensible isFrozen isSealed preventExtensions seal`),
  ],
  ['Promise', setOf('allSettled any race try withResolvers')],
  ['String', setOf('fromCodePoint raw')],
  ['console', setOf('assert count dir group groupEnd table time timeEnd')],
]);

const TYPED_ARRAYS = [
  ...setOf(`
  Float32Array Float64Array Int16Array Int32Array Int8Array Uint16Array Uint32Array Uint8Array Uint8ClampedArray
`),
];
for (const name of TYPED_ARRAYS) MISSING_STATICS.set(name, setOf('BYTES_PER_ELEMENT from of'));

/** Methods that no built-in object has; the bundle's own objects may have them. */
export const MISSING_METHODS = setOf(`
  at codePointAt copyWithin entries findLast findLastIndex flat flatMap getBigInt64 getBigUint64 getYear
  isPrototypeOf isWellFormed keys localeCompare matchAll normalize propertyIsEnumerable reduceRight search setUTCDate
  setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes setUTCMonth setUTCSeconds setYear toDateString
  toExponential toGMTString toLocaleDateString toLocaleLowerCase toLocaleString toLocaleTimeString toLocaleUpperCase
  toPrecision toReversed toSorted toSpliced toTimeString toWellFormed trimEnd trimLeft trimRight trimStart values with
  __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__
`);

/** The members of their prototypes cannot be read; methods are found through instances only. */
export const BARE_PROTOTYPES = new Set([
  ...setOf('Array ArrayBuffer Boolean DataView Date Error Function Number Promise RegExp String'),
  ...TYPED_ARRAYS,
]);

/** The members that even these prototypes have, from Object. */
export const PROTOTYPE_MEMBERS = setOf('constructor hasOwnProperty toString valueOf');

/** Reserved words of the interpreter that are valid names in ES5. */
export const RESERVED = setOf('let of static undefined');

/** Classes for which `instanceof` does not behave as specified. */
export const WRONG_INSTANCES = new Map([
  ['Error', 'it is false for errors of the interpreter, and for TypeError and the like'],
  ['TypeError', 'the interpreter throws other errors than TypeError'],
  ['String', 'it is true for every string'],
]);

/** Methods that call their callback before they return. */
export const SYNC_CALLBACKS = setOf('every filter find findIndex forEach map reduce reduceRight replace some sort');

/** After these tokens the interpreter parses a slash as the start of a regular expression. */
export const BEFORE_REGEXP = setOf(`
  if else do while for break continue function return var let const this throw try catch finally new in instanceof
  switch case default delete typeof void debugger class extends super static of
  ! % & * + - / < = > ? [ { } ( , ; :
  == === != !== <= >= << >> >>> && || ++ -- += -= *= /= %= &= |= ^= <<= >>= >>>=
`);
