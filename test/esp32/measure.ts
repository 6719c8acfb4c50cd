/** What a list and a request cost on the chip, in instructions: the time that the chip's own clock takes while it counts them. */
import { readFileSync } from 'node:fs';
import type { Console } from '../../board/flash/console.js';
import { hexOf } from '../support/hex.js';
import { wireOf } from '../support/vectors.js';
import { NS_PER_INSTRUCTION } from './emulator.js';

/** Lists that are fed after the first one. */
export const ROUNDS = 5;
/** The listener that the firmware has given to Serial3, where Espruino keeps it: alone on 2v22, in an array on 2v27. */
const LISTENER = '[].concat(Serial3["#ondata"])[0]';
/** Characters per line to the console. */
const SLICE = 120;

/** Instructions of one list, and of the bare table CRC loop over its bytes. */
export interface ListCost {
  first: number;
  list: number;
  bare: number;
}

function instructionsOf(microseconds: number): number {
  return Math.round((microseconds * 1000) / NS_PER_INSTRUCTION);
}

/** Sends a text to the chip in pieces, into the global variable of that name. */
async function sendText(session: Console, name: string, text: string): Promise<void> {
  await session.ask(`(${name}="",1)`);
  for (let at = 0; at < text.length; at += SLICE) {
    await session.ask(`(${name}+=${JSON.stringify(text.slice(at, at + SLICE))}).length`);
  }
}

/** Feeds lists to the firmware, as `npm run bench:espruino` does. */
export async function costOfList(session: Console): Promise<ListCost> {
  // Global, although the console evaluates it inside a function.
  const source = readFileSync('test/espruino/measure.js', 'latin1').replace('var MEASURE', 'MEASURE');
  const code = source.replace(/^\s*\/\/.*\n|^\s+/gm, '');
  await sendText(session, 'LIST', hexOf(wireOf('3ph-10s-new')));
  await sendText(session, 'CODE', code);
  await session.ask(`(LENT={onData:${LISTENER}},eval(CODE),CODE=0,1)`);
  await session.ask('(ROUNDS=1)');
  const first = await session.ask<{ list: number }>('MEASURE()');
  await session.ask(`(ROUNDS=${ROUNDS})`);
  const { list, bare, residue } = await session.ask<{ list: number; bare: number; residue: number }>('MEASURE()');
  if (residue !== 0xf0b8) throw new Error('the bare loop did not run over the list');
  await session.ask('(MEASURE=LIST=LENT=0,1)');
  return { first: instructionsOf(first.list), list: instructionsOf(list), bare: instructionsOf(bare) };
}

/**
 * Instructions of one `GET`, from the request to the end of the answer: the listener of the firmware's server gets a socket that
 * takes everything, so that nothing waits for the network.
 */
export async function costOfRequest(session: Console, path: string): Promise<number> {
  const socket = '{on:function(e,f){s[e]=f},write:function(){return true},end:function(){z=getTime()}}';
  const request = JSON.stringify(`GET ${path} HTTP/1.1\r\nHost: 10.0.2.15\r\n\r\n`);
  const server = 'global["\\xff"].HttpS[0]["#onconnect"]';
  const seconds = await session.ask<number>(
    `(function(z,t){var s=${socket};${server}(s);t=getTime();s.data(${request});s.close();return z-t})()`,
  );
  return instructionsOf(seconds * 1e6);
}
