/** `npm run flash`: writes firmware, page and configuration to a board, and turns errors into messages and exit codes. */
import { readArguments, UsageError } from '../host/arguments.js';
import { redact, secretsOf } from './config.js';
import { askHidden, askYesNo, FLASH, helpOfFlash, planOf } from './options.js';
import { createFlash, runSteps } from './steps.js';

const FAILED = 1;
const USAGE_ERROR = 2;
const STOPPED = 130;

const secrets = new Set<string>();

async function main(args: string[]): Promise<void> {
  const invocation = readArguments(FLASH, args);
  if (invocation.help) {
    process.stdout.write(helpOfFlash());
    return;
  }
  const { isTTY } = process.stdin;
  const plan = await planOf(invocation, { environment: process.env, prompt: isTTY ? askHidden : null });
  for (const secret of secretsOf(plan.changes)) secrets.add(secret);
  const flash = createFlash(plan, secrets, isTTY ? askYesNo : async () => true);
  await runSteps(flash, (line) => process.stdout.write(`${redact(line, secrets)}\n`));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(STOPPED));

main(process.argv.slice(2)).catch((error: Error) => {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`flash: ${redact(error.message, secrets)}\n`);
  if (isUsage) process.stderr.write('Run npm run flash -- --help for usage.\n');
  process.exitCode = isUsage ? USAGE_ERROR : FAILED;
});
