/** Faults of single tokens. */
import { BEFORE_REGEXP } from './tables.mjs';

/**
 * @typedef {import('acorn').Token & {value?: any}} Token
 * @typedef {(place: {loc?: any}, text: string) => void} Report
 */

/** The interpreter's 64-bit integers overflow from here. */
const INTEGER_LIMIT = 2 ** 63;

/** @param {Token} token @param {string} raw @param {Report} report */
function checkString(token, raw, report) {
  if (/[\u0080-\uffff]/.test(raw)) {
    report(token, 'the string contains characters that are not ASCII, which the ESP32 turns into bytes; write \\xNN');
  } else if (/[\u0100-\uffff]/.test(token.value)) {
    report(
      token,
      'the string contains a character above \\xFF, which the ESP32 cannot store; write the bytes of its UTF-8',
    );
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
 * The interpreter decides by the token before a slash whether it is a division or a regular expression.
 * @param {Token} token
 * @param {string} before
 * @param {Report} report
 */
function checkSlash(token, before, report) {
  const expected = before === '' || BEFORE_REGEXP.has(before);
  if (token.type.label === 'regexp' && !expected) {
    report(token, `after '${before}' the regular expression is parsed as a division; put it into a variable`);
  } else if (token.type.label !== 'regexp' && expected) {
    report(
      token,
      `after '${before}' the '/' is parsed as the start of a regular expression; divide in a statement of its own`,
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
 * Checks for `<!--` and `-->`, which begin a comment in browsers only.
 * @param {import('acorn').Comment[]} comments
 * @param {string} code
 * @param {Report} report
 */
export function checkComments(comments, code, report) {
  for (const comment of comments) {
    if (code[comment.start] !== '/') report(comment, 'HTML comments are not supported; put a space into it');
  }
}
