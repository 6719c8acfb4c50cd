/** JSON as text, the same on every board; all of it is ASCII, so that a character is a byte on the wire. */

import { hex } from './hex.js';

/** A string as JSON; each character outside printable ASCII is escaped. Null stays null. */
export function quote(text: string | null): string {
  return JSON.stringify(text).replace(/[^ -~]/g, function (character) {
    return '\\u' + hex(character.charCodeAt(0), 4);
  });
}

/** Members of an object from keys and values that are JSON already, in turn. */
export function members(keysAndValues: string[]): string {
  let text = '';
  for (let i = 0; i < keysAndValues.length; i += 2) {
    text += (i ? ',"' : '"') + keysAndValues[i] + '":' + keysAndValues[i + 1];
  }
  return text;
}

/** An object of those. */
export function object(keysAndValues: string[]): string {
  return '{' + members(keysAndValues) + '}';
}

/** The value of a JSON text; null, as for `null` itself, where it is none or not safe. */
export function parse(text: string): unknown {
  try {
    // Espruino stops for good at an object with another `__proto__`, which an escaped letter may spell too; it knows \x and \137.
    return /__proto__|\\u00[5-7]|\\[x0-7]/.test(text.replace(/\\\\/g, '')) ? null : JSON.parse(text);
  } catch (_error) {
    return null;
  }
}

/** A number, a truth or null as JSON; what is no finite number is null. */
export function scalar(value: number | boolean | null): string {
  return typeof value === 'number' && !isFinite(value) ? 'null' : '' + value;
}
