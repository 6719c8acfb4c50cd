/** How tests talk to a device on the interpreter. */
import { request } from 'node:http';
import { until } from '../support/program.js';
import { wireOf } from '../support/vectors.js';
import type { Device } from './interpreter.js';

/** Asks the device's HTTP server; an interpreter that has stopped is not waited for. */
export function get(device: Device, path: string): Promise<Response> {
  return fetch(device.url + path, { signal: AbortSignal.timeout(10_000) });
}

/** JsVars in use, after garbage collection. */
export function varsInUse(device: Device): Promise<number> {
  return device.evaluate<number>('process.memory().usage');
}

/** What may differ from look to look: a socket that is being closed. */
const FEW_VARS = 10;

/** Waits until no more is in use than before, but for a few; returns what is. */
export function settled(device: Device, before: number): Promise<number> {
  return until(
    async () => {
      const vars = await varsInUse(device);
      return vars <= before + FEW_VARS ? vars : null;
    },
    `the usage of before, ${before} JsVars`,
    60,
  );
}

/** Waits until the console has said it. */
export async function heard(device: Device, words: string): Promise<void> {
  await until(async () => device.said().includes(words) || null, words);
}

/** Gives each test of a suite a minute and a half: an interpreter that has stopped must not stop the others. */
export function limited(add: (name: string, test: () => Promise<void>) => void): typeof add {
  return (name, test) =>
    add(name, async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new Error('it took longer than 90 s')), 90_000);
      });
      await Promise.race([test(), late]).finally(() => clearTimeout(timer));
    });
}

/** A request with any headers at all, `Host` and `Origin` too; resolves to status and body. */
export function send(
  device: Device,
  method: string,
  path: string,
  body: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const it = request(
      device.url + path,
      { method, headers: { 'content-length': body.length, ...headers } },
      (answer) => {
        let text = '';
        answer.setEncoding('latin1').on('data', (piece) => {
          text += piece;
        });
        answer.on('end', () => resolve({ status: answer.statusCode as number, body: text }));
      },
    );
    it.on('error', reject);
    it.end(body, 'latin1');
  });
}

/** Lets seconds pass for the firmware, and a moment for what the network answers meanwhile. */
export async function pass(device: Device, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 10) {
    await device.evaluate(`LENT.pass(${Math.min(left, 10)})`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Hands lists over to the bundle as the driver does, in events of 12 characters. */
export async function feed(device: Device, name = '3ph-10s-new', times = 1): Promise<void> {
  const text = JSON.stringify(Buffer.from(wireOf(name)).toString('base64'));
  const body = 'while(n--)for(var i=0;i<t.length;i+=12)LENT.onData(t.substr(i,12));LENT.tick();return 1';
  await device.evaluate(`(function(t,n){${body}})(atob(${text}),${times})`);
}
