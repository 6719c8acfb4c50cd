/** A session with Espruino's console: evaluates expressions on the board and waits for its output. */
import { FlashError, noAnswer } from './errors.js';
import type { Link, Opener } from './link.js';

const ANSWER_S = 10;
/** What is sent to wake the interpreter, one after the other: Ctrl-C ends an unfinished line or a program that hangs. */
const CALLS = ['\n', '\n', '\x03\n', '\x03\n', '\x03\n'];
const CALL_S = 2;
const REOPEN_MS = 300;
/** Characters of the output that are kept. */
const KEPT = 20000;
/** Starts a line that is not echoed and gets no prompt. */
const NO_ECHO = '\x10';

/** A session on an open port. */
export interface Console {
  /** Wakes the interpreter. Throws `FlashError` if it does not answer. */
  wake(): Promise<void>;
  /** Evaluates an expression; resolves with its value, passed as JSON. Throws `FlashError` if no answer comes. */
  ask<T>(expression: string): Promise<T>;
  /** Forgets the output so far and sends a statement without waiting for an answer. */
  send(statement: string): void;
  /** Waits until the pattern matches the output; null after the timeout. Reopens the port if a restart has closed it. */
  waitFor(pattern: RegExp, seconds: number): Promise<RegExpExecArray | null>;
  /** The last line that was printed. */
  lastLine(): string;
  /** Passes the port to `use` and takes it back when that has ended. */
  lend<T>(use: (link: Link) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * The line that makes the board print the value between marks. The marks are assembled on the board, so that an echo
 * does not match.
 */
export function questionOf(expression: string, id: number): string {
  const shown = (kind: string, value: string): string => `print("<han"+"${id}${kind}"+${value}+"${id}han>")`;
  return `${NO_ECHO}try{${shown('=', `JSON.stringify(${expression})`)}}catch(e){${shown('!', 'e')}}\n`;
}

/** The value between the marks; null if the output is not complete yet. Throws `FlashError` if the board reports an error. */
export function answerIn(text: string, id: number): { value: unknown } | null {
  const match = new RegExp(`<han${id}([=!])([^]*?)${id}han>`).exec(text);
  if (!match) return null;
  if (match[1] === '!') throw new FlashError(`the board reports '${match[2]}'. Try again`);
  try {
    return { value: JSON.parse(match[2]) };
  } catch (_error) {
    throw new FlashError('the answer from the board is garbled. Check the cable and the port, and try again');
  }
}

/** Opens the port and starts a session on it. */
export async function openConsole(port: string, open: Opener): Promise<Console> {
  let link: Link;
  let text = '';
  let isClosed = false;
  let lastId = 0;
  let onChange: () => void = () => {};

  function take(piece: string): void {
    text = (text + piece).slice(-KEPT);
    onChange();
  }

  async function connect(): Promise<void> {
    const opened = await open();
    link = opened;
    isClosed = false;
    opened.onData(take);
    opened.onClose(() => {
      if (link !== opened) return;
      isClosed = true;
      onChange();
    });
  }

  /** Waits until `find` returns something other than null; null after the timeout or when the port is closed. */
  function until<T>(find: () => T | null, ms: number): Promise<T | null> {
    return new Promise((resolve, reject) => {
      const end = (result: T | null): void => {
        clearTimeout(timer);
        onChange = () => {};
        resolve(result);
      };
      const timer = setTimeout(() => end(null), ms);
      onChange = () => {
        try {
          const found = find();
          if (found !== null || isClosed) end(found);
        } catch (error) {
          clearTimeout(timer);
          reject(error);
        }
      };
      onChange();
    });
  }

  async function request(expression: string, seconds: number): Promise<{ value: unknown } | null> {
    const id = ++lastId;
    if (!isClosed) link.write(questionOf(expression, id));
    return until(() => answerIn(text, id), seconds * 1000);
  }

  async function ask<T>(expression: string): Promise<T> {
    const answer = await request(expression, ANSWER_S);
    if (answer) return answer.value as T;
    throw new FlashError(
      isClosed
        ? `${port} was closed unexpectedly. Check the cable and try again`
        : `the board on ${port} no longer answers. Try again`,
    );
  }

  async function wake(): Promise<void> {
    for (const call of CALLS) {
      if (isClosed) break;
      link.write(call);
      if (await request('1', CALL_S)) return;
    }
    throw noAnswer(port);
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
    send(statement) {
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
