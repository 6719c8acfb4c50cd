// Size budgets of the build, in bytes. The check fails if a file is larger.
import { existsSync, statSync } from 'node:fs';

const BUDGETS = {
  'dist/kamstrup-han.js': 240_000,
  'dist/esp32.js': 40_000,
  'dist/page/eye.js': 7_000,
  'dist/page/push.js': 7_000,
  'dist/page/export.js': 5_000,
  'dist/page/config.js': 1_500,
  'dist/page/portal.js': 2_000,
  'dist/page/index.html.gz': 40_000,
};

let over = 0;
for (const [file, budget] of Object.entries(BUDGETS)) {
  if (!existsSync(file)) throw new Error(`${file} is missing. Run npm run build`);
  const { size } = statSync(file);
  console.log(`${file} ${size} of ${budget} bytes`);
  if (size > budget) over++;
}
process.exitCode = over ? 1 : 0;
