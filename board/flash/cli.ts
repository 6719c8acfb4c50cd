/** `npm run flash`: writes firmware, page and configuration to a board, and turns errors into messages and exit codes. */
import { readArguments, UsageError } from '../host/arguments.js';
import { redact, secretsOf } from './config.js';
import { askHidden, FLASH, helpOfFlash, planOf } from './options.js';
import { type Flash, runSteps } from './steps.js';

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
  const prompt = process.stdin.isTTY ? askHidden : null;
  const plan = await planOf(invocation, { environment: process.env, prompt });
  for (const secret of secretsOf(plan.changes)) secrets.add(secret);
  const flash: Flash = { plan, secrets, files: [] };
  await runSteps(flash, (line) => process.stdout.write(`${redact(line, secrets)}\n`));
}

// With `exit`, so that its handlers remove files with secrets and end the upload.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(STOPPED));

main(process.argv.slice(2)).catch((error: Error) => {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`flash: ${redact(error.message, secrets)}\n`);
  if (isUsage) process.stderr.write('Run npm run flash -- --help for usage.\n');
  process.exitCode = isUsage ? USAGE_ERROR : FAILED;
});
