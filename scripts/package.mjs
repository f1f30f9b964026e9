#!/usr/bin/env node
/** npm run package: builds for production and packages the extension: seq2seq-lab-VERSION.vsix. */
import { buildPackage } from './lib/vsix.mjs';

try {
  await buildPackage();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
