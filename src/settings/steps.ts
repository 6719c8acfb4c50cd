/** The steps of the capacity tariff, as a text of the settings. */
import { round } from '../text/math.js';

/** The steps of a text such as `2,5,10`, in W; null if they are no rising numbers. */
export function stepsOf(text: string): number[] | null {
  const stepsW: number[] = [];
  const parts = text.split(',');
  for (let i = 0; i < parts.length; i++) {
    const stepW = round(+parts[i] * 1000);
    if (!(stepW > (i ? stepsW[i - 1] : 0)) || !isFinite(stepW)) return null;
    stepsW.push(stepW);
  }
  return stepsW;
}
