/** The program `kamstrup-han`: runs the command that is named, and turns errors into messages and exit codes. */
import { VERSION } from '../../src/service.js';
import { helpOf, type Invocation, readArguments, UsageError } from './arguments.js';
import { decode } from './commands/decode.js';
import { registerHomeAssistant } from './commands/homeassistant.js';
import { COMMANDS, helpOfProgram } from './commands/options.js';
import { readOnce } from './commands/read.js';
import { serve } from './commands/serve.js';
import { simulate } from './commands/simulate.js';

const FAILED = 1;
const USAGE_ERROR = 2;

/** Each resolves with the exit code. */
const RUN: Record<string, (invocation: Invocation, log: (line: string) => void) => Promise<number>> = {
  serve,
  read: readOnce,
  decode,
  simulate,
  homeassistant: registerHomeAssistant,
};

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function main(args: string[]): Promise<number> {
  const name = args[0] ?? '';
  if (name === '' || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(helpOfProgram(VERSION));
    return name === '' ? USAGE_ERROR : 0;
  }
  if (name === '--version') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) throw new UsageError(`unknown command '${name}'`);
  const invocation = readArguments(command, args.slice(1));
  if (!invocation.help) return RUN[name](invocation, log);
  process.stdout.write(helpOf(command));
  return 0;
}

// The reader of our output may stop early: `kamstrup-han decode FILE | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    const isUsage = error instanceof UsageError;
    log(`kamstrup-han: ${error.message}${isUsage ? '\nRun kamstrup-han --help for usage.' : ''}`);
    process.exitCode = isUsage ? USAGE_ERROR : FAILED;
  },
);
