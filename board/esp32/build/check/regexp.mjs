/** Faults of regular expressions: the interpreter supports only a part of their syntax. */

const GROUP = 'write the group out, or compare with string methods';

/** @type {Record<string, string>} */
const ESCAPES = {
  b: 'the word boundary \\b is not supported',
  B: 'the word boundary \\B is not supported',
  c: 'the escape \\c is not supported; write \\xNN',
  k: 'back references are not supported',
  p: 'the escape \\p is not supported',
  P: 'the escape \\P is not supported',
  u: 'the escape \\u is not supported; write \\xNN',
};

/**
 * The fault of an escape, if any.
 * @param {string} letter after the backslash
 * @param {boolean} inClass
 */
function escapeFault(letter, inClass) {
  if (letter >= '1' && letter <= '9') return 'back references are not supported';
  return inClass && letter === 'b' ? undefined : ESCAPES[letter];
}

/**
 * @param {string} source
 * @param {number} at where the class begins
 * @param {boolean} literal
 * @param {(text: string) => void} fault
 * @returns {number} where the class ends
 */
function readClass(source, at, literal, fault) {
  let i = at + 1;
  for (; i < source.length && source[i] !== ']'; i++) {
    const text = source[i] === '\\' ? escapeFault(source[++i], true) : undefined;
    if (text) fault(text);
    else if (source[i - 1] === '\\') continue;
    else if (source[i] === '[') fault("'[' inside a class does not match; write \\[");
    else if (source[i] === '|') fault("'|' inside a class is treated as an alternative; write \\|");
    else if (source[i] === '/' && literal) fault("'/' inside a class ends the expression; write \\/");
  }
  return i;
}

/**
 * @param {string} source
 * @param {number} at where the group begins
 * @param {{depth: number, groups: number}} state
 * @param {(text: string) => void} fault
 */
function openGroup(source, at, state, fault) {
  if (source[at + 1] === '?') fault(`'(?' is not supported (no (?:..), no look-ahead); ${GROUP}`);
  else if (++state.groups > 9) fault('there are more than nine groups');
  if (++state.depth > 1) fault('a group inside a group captures nothing; capture the parts only');
}

/**
 * @param {string} source
 * @param {number} at where the group ends
 * @param {{depth: number}} state
 * @param {(text: string) => void} fault
 */
function closeGroup(source, at, state, fault) {
  state.depth--;
  if ('*+?{'.includes(source[at + 1] || ' ')) fault(`a group cannot be repeated or left out; ${GROUP}`);
}

/**
 * What the interpreter does not match correctly.
 * @param {string} source
 * @param {string} flags
 * @param {boolean} literal between slashes, not a string
 * @returns {string[]}
 */
export function regexpFaults(source, flags, literal) {
  /** @type {string[]} */
  const faults = [];
  const fault = (/** @type {string} */ text) => void faults.push(text);
  const state = { depth: 0, groups: 0 };
  let alternative = 0;
  for (let i = 0; i < source.length; i++) {
    const sign = source[i];
    const unknown = sign === '\\' ? escapeFault(source[++i], false) : undefined;
    if (unknown) fault(unknown);
    else if (sign === '[') i = readClass(source, i, literal, fault);
    else if (sign === '(') {
      openGroup(source, i, state, fault);
      if (source[i + 1] === '?') i++;
    } else if (sign === ')') closeGroup(source, i, state, fault);
    else if (sign === '?' && source[i - 1] !== ')') fault("'?' is not supported, neither optional nor lazy");
    else if (sign === '{' && /^\{\d/.test(source.slice(i)) && source[i - 1] !== ')')
      fault("'{n}' is not supported; repeat the element before it");
    else if (sign === '|') {
      if (state.depth) fault(`'|' inside a group ends the match there; ${GROUP}`);
      else if (source[alternative] === '^')
        fault("an alternative after one that begins with '^' is not tried; use two expressions");
      alternative = i + 1;
    }
  }
  if (/[^gi]/.test(flags)) fault(`the flag '${flags.replace(/[gi]/g, '')}' is not supported`);
  return [...new Set(faults)];
}
