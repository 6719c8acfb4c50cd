/** A session with Espruino's console: evaluates expressions on the board and waits for its output. */
import { randomBytes } from 'node:crypto';
import { FlashError, noAnswer } from './errors.js';
import { crc32 } from './files.js';
import type { Link, Opener } from './link.js';

const ANSWER_S = 10;
/** An answer that is damaged or missing is asked for again: each expression must give the same when it is evaluated twice. */
const ATTEMPTS = 3;
/** What is sent to wake the interpreter, one after the other: Ctrl-C ends an unfinished line or a program that hangs. */
const CALLS = ['\n', '\n', '\x03\n', '\x03\n', '\x03\n'];
const CALL_S = 2;
const PAUSE_MS = 300;
/** While no answer comes, an empty line is sent this often: the end of the question may be lost, or wait in the UART. */
const NUDGE_MS = 300;
/** Characters of the output that are kept. */
const KEPT = 20000;
/** Starts a line that is not echoed and gets no prompt. */
const NO_ECHO = '\x10';
/** A log line of the ESP-IDF, such as `E (1234) wifi: ...`, with its colour: it may stand in the middle of other output. */
const LOG_LINE = new RegExp(`(?:${'\x1b'}\\[[\\d;]*m)?[EWIDV] \\(\\d+\\) [^\\r\\n]*\\r?\\n`, 'g');

/** A session on an open port. */
export interface Console {
  /** Wakes the interpreter. Throws `FlashError` if it does not answer. */
  wake(): Promise<void>;
  /** Evaluates an expression; resolves with its value, passed as JSON. Throws `FlashError` if no answer comes. */
  ask<T>(expression: string, seconds?: number): Promise<T>;
  /**
   * Asks until the expression is true; false after the timeout. Reopens the port if a restart has closed it.
   */
  isTrueWithin(expression: string, seconds: number): Promise<boolean>;
  /** Forgets the output so far and sends a statement without waiting for an answer. */
  send(statement: string): void;
  /** Waits until the pattern matches the output; null after the timeout. Reopens the port if a restart has closed it. */
  waitFor(pattern: RegExp, seconds: number): Promise<RegExpExecArray | null>;
  /** The output since the last statement, without the log lines of the ESP-IDF. */
  output(): string;
  close(): Promise<void>;
}

/** The text without the log lines of the ESP-IDF. */
export function withoutLog(text: string): string {
  return text.replace(LOG_LINE, '');
}

/**
 * The line that makes the board print the value after a mark, with length and CRC-32. The mark is assembled on the board, so
 * that an echo does not match.
 */
export function questionOf(expression: string, mark: string): string {
  const show = `print("<"+"${mark}:"+t.length+":"+E.CRC32(t)+":"+t+":${mark}>")`;
  const value = `try{return"="+JSON.stringify(${expression})}catch(e){return"!"+e}`;
  return `${NO_ECHO}(function(t){${show}})((function(){${value}})())\n`;
}

/** The answer with this mark: undefined while it is not complete, null if it is damaged. */
export function answerIn(text: string, mark: string): string | null | undefined {
  const pattern = new RegExp(`<${mark}:(\\d+):(-?\\d+):([^]*?):${mark}>`);
  let found: null | undefined;
  for (const output of [text, withoutLog(text)]) {
    const match = pattern.exec(output);
    if (!match) continue;
    const [, length, check, answer] = match;
    if (answer.length === Number(length) && crc32(Buffer.from(answer, 'latin1')) === Number(check) >>> 0) return answer;
    found = null;
  }
  return found;
}

/** The value of an answer. Throws `FlashError` if the expression has failed on the board. */
export function valueIn(answer: string): unknown {
  if (answer[0] === '!') throw new FlashError(`the board reports '${answer.slice(1)}'. Try again`);
  return answer === '=undefined' ? null : JSON.parse(answer.slice(1));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Opens the port and starts a session on it. */
export async function openConsole(port: string, open: Opener): Promise<Console> {
  const session = randomBytes(4).toString('hex');
  let link: Link;
  let text = '';
  let isClosed = false;
  let lastId = 0;
  let onChange: () => void = () => {};

  async function connect(): Promise<void> {
    const opened = await open();
    link = opened;
    isClosed = false;
    opened.onData((piece) => {
      text = (text + piece).slice(-KEPT);
      onChange();
    });
    opened.onClose(() => {
      if (link !== opened) return;
      isClosed = true;
      onChange();
    });
  }

  /** Waits until `find` returns something; undefined after the timeout or when the port is closed. */
  function until<T>(find: () => T | undefined, ms: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const end = (result: T | undefined): void => {
        clearTimeout(timer);
        onChange = () => {};
        resolve(result);
      };
      const timer = setTimeout(() => end(undefined), ms);
      onChange = () => {
        const found = find();
        if (found !== undefined || isClosed) end(found);
      };
      onChange();
    });
  }

  /** The answer; null if it is damaged, undefined if none comes. */
  async function request(expression: string, seconds: number): Promise<string | null | undefined> {
    const mark = `${session}-${++lastId}`;
    if (!isClosed) link.write(questionOf(expression, mark));
    const nudge = setInterval(() => isClosed || link.write(`${NO_ECHO}\n`), NUDGE_MS);
    const answer = await until(() => answerIn(text, mark), seconds * 1000);
    clearInterval(nudge);
    return answer;
  }

  async function ask<T>(expression: string, seconds = ANSWER_S): Promise<T> {
    for (let attempt = 0; attempt < ATTEMPTS && !isClosed; attempt++) {
      const answer = await request(expression, seconds);
      if (answer) return valueIn(answer) as T;
    }
    throw new FlashError(
      isClosed
        ? `${port} was closed unexpectedly. Check the cable and try again`
        : `the board on ${port} no longer answers, or its answers are damaged. Check the cable and try again`,
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

  async function isTrueWithin(expression: string, seconds: number): Promise<boolean> {
    const end = Date.now() + seconds * 1000;
    while (Date.now() < end) {
      if (isClosed) await connect().catch(() => {});
      if ((await request(expression, CALL_S)) === '=true') return true;
      await sleep(PAUSE_MS);
    }
    return false;
  }

  async function waitFor(pattern: RegExp, seconds: number): Promise<RegExpExecArray | null> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const match = await until(() => pattern.exec(withoutLog(text)) ?? undefined, end - Date.now());
      if (match || Date.now() >= end) return match ?? null;
      await sleep(PAUSE_MS);
      await connect().catch(() => {});
    }
  }

  await connect();
  return {
    wake,
    ask,
    isTrueWithin,
    send(statement) {
      text = '';
      link.write(`${NO_ECHO}${statement}\n`);
    },
    waitFor,
    output: () => withoutLog(text),
    close: () => link.close(),
  };
}
