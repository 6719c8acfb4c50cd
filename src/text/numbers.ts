/**
 * Arrays of whole numbers as one text for the storage, with a checksum at its end. A damaged text, or one for arrays of
 * other lengths, changes nothing.
 */

/** A typed array or a plain array of numbers. */
export interface Numbers {
  readonly length: number;
  [index: number]: number;
}

const PRIME = 65521;

/** All numbers in order, each followed by a comma, then the checksum. */
export function textOfNumbers(arrays: Numbers[]): string {
  let text = '';
  let checksum = 0;
  for (let i = 0; i < arrays.length; i++) {
    const array = arrays[i];
    for (let k = 0; k < array.length; k++) {
      checksum = (checksum * 31 + array[k]) % PRIME;
      text += array[k] + ',';
    }
  }
  return text + checksum;
}

/** Reads the text number by number, storing them in the arrays if `write`. False if the count or the checksum is wrong. */
function walk(text: string, arrays: Numbers[], write: boolean): boolean {
  let checksum = 0;
  let at = 0;
  for (let i = 0; i < arrays.length; i++) {
    const array = arrays[i];
    for (let k = 0; k < array.length; k++) {
      const end = text.indexOf(',', at);
      const value = end > at ? +text.slice(at, end) : NaN;
      if (!isFinite(value)) return false;
      checksum = (checksum * 31 + value) % PRIME;
      if (write) array[k] = value;
      at = end + 1;
    }
  }
  return text.slice(at) === '' + checksum;
}

/** Stores the numbers of the text in the arrays. Returns false and changes nothing if the text does not fit or is damaged. */
export function takeNumbers(text: string, arrays: Numbers[]): boolean {
  return walk(text, arrays, false) && walk(text, arrays, true);
}
