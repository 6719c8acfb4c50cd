/**
 * Decimal text from integers. Values stay integers until they are written: 4294967295 in units of 10 Wh becomes
 * `42949672.95` kWh, where Espruino prints the floating-point number as 42949672.94999999552.
 */
import { floor } from './math.js';

/** `value` x 10^-`digits` as decimal text without trailing zeros; `value` is an integer between -2^53 and 2^53. */
export function decimal(value: number, digits: number): string {
  if (value < 0) return '-' + decimal(-value, digits);
  let power = 1;
  for (let i = 0; i < digits; i++) power *= 10;
  const whole = floor(value / power);
  let fraction = '' + (value - whole * power);
  if (fraction === '0') return '' + whole;
  while (fraction.length < digits) fraction = '0' + fraction;
  let end = fraction.length;
  while (fraction.charAt(end - 1) === '0') end--;
  return whole + '.' + fraction.slice(0, end);
}
