/** The figures of the fault suite: printed, and written as the table of docs/tested.md if `FAULTS_TABLE` names a file. */
import { writeFileSync } from 'node:fs';

/** True for the long runs (100 MB of noise, a week of lists): `FAULTS=long npm run test:faults`. */
export const LONG = process.env.FAULTS === 'long';

const rows: [what: string, amount: string, result: string][] = [];

/** Adds a row: what was tested, how much of it, and the result. To be called after the assertions. */
export function figure(what: string, amount: string, result: string): void {
  console.log(`\n${what} | ${amount} | ${result}`);
  rows.push([what, amount, result]);
}

/** A whole number with spaces between thousands. */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ');
}

process.once('exit', () => {
  const file = process.env.FAULTS_TABLE;
  if (!file) return;
  const lines = [['what', 'how much', 'result'], ['---', '---', '---'], ...rows].map((row) => `| ${row.join(' | ')} |`);
  writeFileSync(file, `${lines.join('\n')}\n`);
});
