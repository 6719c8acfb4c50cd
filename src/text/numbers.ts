/**
 * Arrays of whole numbers as one text for the storage, with a check at its end. What is no such text of these arrays is
 * not taken over at all.
 */

export interface Numbers {
  readonly length: number;
  [index: number]: number;
}

const PRIME = 65521;

/** The numbers in order, each with a comma behind it, and their check. */
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

/** Walks over the text as over the arrays, and writes into them if `write`. False if it does not fit or fails its check. */
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

/** Takes the text over into the arrays; false, with the arrays as they were, if it is not of these or is broken. */
export function takeNumbers(text: string, arrays: Numbers[]): boolean {
  return walk(text, arrays, false) && walk(text, arrays, true);
}
