/** The program `kamstrup-han`: picks the command, and turns errors into words and exit codes. */
import { VERSION } from '../../src/service.js';
import { decode } from './commands/decode.js';
import { registerHomeAssistant } from './commands/homeassistant.js';
import { readOnce } from './commands/read.js';
import { serve } from './commands/serve.js';
import { simulate } from './commands/simulate.js';
import { readConfig } from './config.js';
import { COMMANDS, helpOf, helpOfAll, type Invocation, readArguments, UsageError } from './options.js';

const FAILED = 1;
const WRONG_USE = 2;

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function runDecode(invocation: Invocation): Promise<number> {
  const file = invocation.argument as string;
  const { settings } = readConfig(invocation.values.config, log);
  try {
    return await decode(file, settings, process.stdout, process.stderr);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

const RUN: Record<string, (invocation: Invocation) => Promise<number>> = {
  serve: (invocation) => serve(invocation, log),
  read: (invocation) => readOnce(invocation, log),
  decode: runDecode,
  simulate: (invocation) => simulate(invocation, log),
  homeassistant: (invocation) => registerHomeAssistant(invocation, log),
};

async function main(args: string[]): Promise<number> {
  const name = args[0] ?? '';
  if (name === '' || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(helpOfAll(VERSION));
    return name === '' ? WRONG_USE : 0;
  }
  if (name === '--version') {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) throw new UsageError(`there is no command '${name}'`);
  const invocation = readArguments(command, args.slice(1));
  if (!invocation.help) return RUN[name](invocation);
  process.stdout.write(helpOf(command));
  return 0;
}

// Whoever reads our output may stop in the middle: `kamstrup-han decode FILE | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    const usage = error instanceof UsageError;
    log(`kamstrup-han: ${error.message}${usage ? '\nkamstrup-han --help tells how it is used.' : ''}`);
    process.exitCode = usage ? WRONG_USE : FAILED;
  },
);
