#!/usr/bin/env node
/** Builds for production and packages the extension: seq2seq-lab-VERSION.vsix. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { buildPackage, vsixSizeLimitBytes } from './lib/vsix.mjs';

const file = await buildPackage();
const { size } = statSync(file);
const megabytes = (/** @type {number} */ bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
console.log(`${path.basename(file)}: ${megabytes(size)}`);
if (size > vsixSizeLimitBytes) {
  console.error(`The package is larger than ${megabytes(vsixSizeLimitBytes)}.`);
  process.exitCode = 1;
}
