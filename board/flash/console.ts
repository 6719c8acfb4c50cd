/** A session with Espruino's console: asks it expressions and waits for what it prints. */
import { FlashError, nobodyAnswers } from './errors.js';
import type { Link, Opener } from './link.js';

const ANSWER_S = 10;
/** How often it is called before it is given up, and with what: Ctrl-C ends a line or a program that hangs. */
const CALLS = ['\n', '\n', '\x03\n', '\x03\n', '\x03\n'];
const CALL_S = 2;
const REOPEN_MS = 300;
/** More is not kept of what the board prints. */
const KEPT = 20000;
/** At the start of a line: it is not echoed, and the prompt is left out. */
const NO_ECHO = '\x10';

/** A session on an open port. */
export interface Console {
  /** Calls until the interpreter answers. Throws `FlashError` if it never does. */
  wake(): Promise<void>;
  /** The value of an expression, as JSON carries it. Throws `FlashError` if no answer comes. */
  ask<T>(expression: string): Promise<T>;
  /** Sends a statement to which no answer is expected; what was printed before is forgotten. */
  tell(statement: string): void;
  /** Waits for what the pattern finds in the output, and opens the port again if a restart has closed it. Null: it did not come. */
  waitFor(pattern: RegExp, seconds: number): Promise<RegExpExecArray | null>;
  /** The last line that was printed. */
  lastLine(): string;
  /** Lends the port to somebody else until `use` has ended. */
  lend<T>(use: (link: Link) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The line that makes the board print the value between marks. The marks are put together there, so that no echo matches. */
export function questionOf(expression: string, id: number): string {
  const shown = (kind: string, value: string): string => `print("<han"+"${id}${kind}"+${value}+"${id}han>")`;
  return `${NO_ECHO}try{${shown('=', `JSON.stringify(${expression})`)}}catch(e){${shown('!', 'e')}}\n`;
}

/** The value between the marks; undefined if it is not all there yet. Throws `FlashError` if the board reports a fault. */
export function answerIn(text: string, id: number): { value: unknown } | null {
  const match = new RegExp(`<han${id}([=!])([^]*?)${id}han>`).exec(text);
  if (!match) return null;
  if (match[1] === '!') throw new FlashError(`the board answered '${match[2]}'. Try again`);
  try {
    return { value: JSON.parse(match[2]) };
  } catch (_error) {
    throw new FlashError('the answer of the board is garbled. Check cable and port, and try again');
  }
}

/** Opens the port and starts a session on it. */
export async function openConsole(port: string, open: Opener): Promise<Console> {
  let link: Link;
  let text = '';
  let isClosed = false;
  let lastId = 0;
  let look: () => void = () => {};

  function take(piece: string): void {
    text = (text + piece).slice(-KEPT);
    look();
  }

  async function connect(): Promise<void> {
    const opened = await open();
    link = opened;
    isClosed = false;
    opened.onData(take);
    opened.onClose(() => {
      if (link !== opened) return;
      isClosed = true;
      look();
    });
  }

  /** Waits until `find` has something in the text; null when the time is over or the port is closed. */
  function until<T>(find: () => T | null, ms: number): Promise<T | null> {
    return new Promise((resolve, reject) => {
      const end = (result: T | null): void => {
        clearTimeout(timer);
        look = () => {};
        resolve(result);
      };
      const timer = setTimeout(() => end(null), ms);
      look = () => {
        try {
          const found = find();
          if (found !== null || isClosed) end(found);
        } catch (error) {
          clearTimeout(timer);
          reject(error);
        }
      };
      look();
    });
  }

  async function tryAsking(expression: string, seconds: number): Promise<{ value: unknown } | null> {
    const id = ++lastId;
    if (!isClosed) link.write(questionOf(expression, id));
    return until(() => answerIn(text, id), seconds * 1000);
  }

  async function ask<T>(expression: string): Promise<T> {
    const answer = await tryAsking(expression, ANSWER_S);
    if (answer) return answer.value as T;
    throw new FlashError(
      isClosed
        ? `${port} was closed meanwhile. Check the cable and try again`
        : `the board on ${port} no longer answers. Try again`,
    );
  }

  async function wake(): Promise<void> {
    for (const call of CALLS) {
      if (isClosed) break;
      link.write(call);
      if (await tryAsking('1', CALL_S)) return;
    }
    throw nobodyAnswers(port);
  }

  async function waitFor(pattern: RegExp, seconds: number): Promise<RegExpExecArray | null> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const match = await until(() => pattern.exec(text), end - Date.now());
      if (match || Date.now() >= end) return match;
      await new Promise((resolve) => setTimeout(resolve, REOPEN_MS));
      await connect().catch(() => {});
    }
  }

  async function lend<T>(use: (link: Link) => Promise<T>): Promise<T> {
    try {
      return await use(link);
    } finally {
      link.onData(take);
    }
  }

  await connect();
  return {
    wake,
    ask,
    tell(statement) {
      text = '';
      link.write(`${NO_ECHO}${statement}\n`);
    },
    waitFor,
    lastLine: () =>
      text
        .replace(/[^\n\x20-\xff]/g, '')
        .trim()
        .split('\n')
        .pop() ?? '',
    lend,
    close: () => link.close(),
  };
}
