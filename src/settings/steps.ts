/** The steps of the capacity tariff, as the setting `steps_kw` gives them. */
import { round } from '../text/math.js';

/** The steps in W from a text in kW such as `2,5,10`; null unless they are rising positive numbers. */
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
