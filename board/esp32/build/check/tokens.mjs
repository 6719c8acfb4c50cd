/** Faults that show in the single words and signs of the source. */
import { BEFORE_REGEXP } from './tables.mjs';

/**
 * @typedef {import('acorn').Token & {value?: any}} Token
 * @typedef {(place: {loc?: any}, text: string) => void} Report
 */

/** From here on the interpreter's 64-bit integers overflow. */
const INTEGER_LIMIT = 2 ** 63;

/** @param {Token} token @param {string} raw @param {Report} report */
function checkString(token, raw, report) {
  if (/[\u0080-\uffff]/.test(raw)) {
    report(token, 'the text holds characters that are not ASCII, of which the ESP32 makes bytes; write \\xNN');
  } else if (/[\u0100-\uffff]/.test(token.value)) {
    report(token, 'the text holds a character above \\xFF, which the ESP32 cannot hold; write the bytes of its UTF-8');
  }
}

/** @param {Token} token @param {string} raw @param {Report} report */
function checkName(token, raw, report) {
  if (!/^[\w$]+$/.test(raw)) report(token, `the name '${raw}' is not plain ASCII; rename it`);
}

/** @param {Token} token @param {string} raw @param {Report} report */
function checkNumber(token, raw, report) {
  if (token.value >= INTEGER_LIMIT && /^(\d+|0x[\da-f]+)$/i.test(raw)) {
    report(token, 'the integer has more than 63 bits and overflows; write it with a decimal point');
  }
}

/**
 * A slash is taken for a division or a regular expression by the sign in front of it alone.
 * @param {Token} token
 * @param {string} before
 * @param {Report} report
 */
function checkSlash(token, before, report) {
  const expected = before === '' || BEFORE_REGEXP.has(before);
  if (token.type.label === 'regexp' && !expected) {
    report(token, `behind '${before}' the regular expression is taken for a division; put it into a variable`);
  } else if (token.type.label !== 'regexp' && expected) {
    report(
      token,
      `behind '${before}' the '/' is taken for the start of a regular expression; divide in a statement of its own`,
    );
  }
}

/** @type {Record<string, (token: Token, raw: string, report: Report) => void>} */
const CHECKS = { string: checkString, name: checkName, num: checkNumber };

/**
 * @param {Token[]} tokens
 * @param {string} code
 * @param {Report} report
 */
export function checkTokens(tokens, code, report) {
  let before = '';
  for (const token of tokens) {
    const raw = code.slice(token.start, token.end);
    CHECKS[token.type.label]?.(token, raw, report);
    if (token.type.label === 'regexp' || raw === '/' || raw === '/=') checkSlash(token, before, report);
    before = token.type.label === 'string' || token.type.label === 'regexp' ? 'a value' : raw;
  }
}

/**
 * `<!--` and `-->`, which begin a comment in browsers only.
 * @param {import('acorn').Comment[]} comments
 * @param {string} code
 * @param {Report} report
 */
export function checkComments(comments, code, report) {
  for (const comment of comments) {
    if (code[comment.start] !== '/') report(comment, 'HTML comments are not known; put a space into it');
  }
}
