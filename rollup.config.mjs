import typescript from '@rollup/plugin-typescript';

/** The program for PC and Raspberry Pi: readable, with its dependencies left to npm. */
const host = {
  input: 'board/host/cli.ts',
  output: { dir: 'dist', entryFileNames: 'kamstrup-han.js', chunkFileNames: '[name].js', banner: '#!/usr/bin/env node' },
  external: [/^node:/, 'serialport'],
  plugins: [typescript({ compilerOptions: { noEmit: false, types: ['node'] } })],
};

export default [host];
