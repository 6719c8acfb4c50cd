/**
 * Decimal text from integers. Values stay integers until they are written: 4294967295 in units of 10 Wh becomes
 * `42949672.95` kWh, where Espruino prints the floating-point number as 42949672.94999999552.
 */
/** `value` x 10^-`digits` as decimal text without trailing zeros; `value` is an integer between -2^53 and 2^53. */
export function decimal(value: number, digits: number): string {
  if (!digits || !value) return '' + value;
  if (value < 0) return '-' + decimal(-value, digits);
  let text = '' + value;
  while (text.length <= digits) text = '0' + text;
  const point = text.length - digits;
  let end = text.length;
  while (end > point && text.charAt(end - 1) === '0') end--;
  return text.slice(0, point) + (end > point ? '.' + text.slice(point, end) : '');
}
