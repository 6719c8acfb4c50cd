/** JSON text, the same on every board. All of it is ASCII, so one character is one byte on the wire. */

import { hex } from './hex.js';

/** True on Espruino, whose JSON escapes every character outside printable ASCII. */
const ESCAPES = JSON.stringify('\x7f').length > 3;

/** A string as JSON, with every character outside printable ASCII escaped; `null` for null. */
export function quote(text: string | null): string {
  const json = JSON.stringify(text);
  if (ESCAPES) return json;
  return json.replace(/[^ -~]/g, function (character) {
    return '\\u' + hex(character.charCodeAt(0), 4);
  });
}

/** The members of a JSON object, without braces, from alternating keys and values; the values are JSON already. */
export function members(keysAndValues: string[]): string {
  let text = '';
  for (let i = 0; i < keysAndValues.length; i += 2) {
    text += (i ? ',"' : '"') + keysAndValues[i] + '":' + keysAndValues[i + 1];
  }
  return text;
}

/** A JSON object from alternating keys and values; the values are JSON already. */
export function object(keysAndValues: string[]): string {
  return '{' + members(keysAndValues) + '}';
}

/** The value of a JSON text; null if the text is `null`, not JSON, or not safe to parse. */
export function parse(text: string): unknown {
  try {
    // A `__proto__` member makes Espruino hang. Escapes can spell it too, and Espruino also accepts \x5f and \137.
    return /__proto__|\\u00[5-7]|\\[x0-7]/.test(text.replace(/\\\\/g, '')) ? null : JSON.parse(text);
  } catch (_error) {
    return null;
  }
}

/** A number, a boolean or null as JSON; `null` for numbers that are not finite. */
export function scalar(value: number | boolean | null): string {
  return typeof value === 'number' && !isFinite(value) ? 'null' : '' + value;
}
