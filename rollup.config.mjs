import { readFileSync } from 'node:fs';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { aliases } from './board/esp32/build/aliases.mjs';
import { espruinoCheck } from './board/esp32/build/check.mjs';
import { constants } from './board/esp32/build/constants.mjs';
import { looseEquality } from './board/esp32/build/equality.mjs';
import { hot } from './board/esp32/build/hot.mjs';
import { OWN_NAMES } from './board/esp32/build/own-names.mjs';
import { PARTS } from './board/esp32/build/part-list.mjs';
import { takeOutParts } from './board/esp32/build/parts.mjs';
import { packPage } from './board/page/build.mjs';

/** The program for PC and Raspberry Pi: not minified, and with serialport as a dependency. */
const host = {
  input: 'board/host/cli.ts',
  output: {
    dir: 'dist',
    entryFileNames: 'kamstrup-han.js',
    chunkFileNames: '[name].js',
    banner: '#!/usr/bin/env node',
  },
  external: [/^node:/, 'serialport'],
  plugins: [typescript({ compilerOptions: { noEmit: false } })],
};

/** The form of the setup portal, which the device serves unchanged. */
const setupPage = {
  name: 'setup-page',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'page/setup.html', source: readFileSync('board/esp32/setup.html') });
  },
};

/** The device's bundle: ES5 in one minified file, because the interpreter executes the source text. */
const esp32 = {
  input: 'board/esp32/main.ts',
  // Not wrapped in a function: each function in it would have a link to its scope, some 400 JsVars in all.
  output: { file: 'dist/esp32.js', format: 'es', strict: false },
  plugins: [
    typescript({
      tsconfig: 'board/esp32/tsconfig.json',
      filterRoot: '.',
      compilerOptions: { noEmit: false },
      transformers: { before: [{ type: 'program', factory: looseEquality }] },
    }),
    aliases(),
    constants(),
    hot(),
    terser({
      ecma: 5,
      toplevel: true,
      // Functions inlined into others are created at each call, and terser's more aggressive levels leak names.
      compress: { passes: 2, inline: 1, reduce_funcs: true },
      // Words that Espruino reserves in addition to ES5.
      mangle: {
        reserved: ['of', 'let', 'static', '$file', ...Object.values(PARTS).flat()],
        properties: {
          regex: new RegExp(`^(?:${OWN_NAMES.join('|')})$`),
          builtins: true,
          keep_quoted: 'strict',
          reserved: ['do', 'if', 'in'],
        },
      },
      format: { ascii_only: true },
    }),
    espruinoCheck(),
    takeOutParts(PARTS),
    setupPage,
  ],
};

/** The page that device and program serve: one compressed file. */
const page = {
  input: 'board/page/main.ts',
  output: { dir: 'dist/page', format: 'iife' },
  plugins: [
    nodeResolve({ browser: true }),
    typescript({ tsconfig: 'board/page/tsconfig.json', compilerOptions: { noEmit: false } }),
    terser({ ecma: 2020, toplevel: true, compress: { passes: 2 } }),
    packPage(),
  ],
};

export default [host, esp32, page];
