#!/usr/bin/env node
/** npm run check-types: each part of the repository, as its tsconfig.json has it. Ends with the number of parts that have errors. */
import { spawnSync } from 'node:child_process';
import { inRepository } from './lib/repository.mjs';

/**
 * The native compiler takes a fifth of the time. The linter needs the other one, for its interface; so do the kernels, whose
 * language has its own idea of numbers.
 */
const [native, classic] = ['typescript7', 'typescript'].map((name) =>
  inRepository('node_modules', name, 'bin', 'tsc'),
);
const parts = [
  { compiler: native, project: 'tsconfig.json' },
  { compiler: native, project: 'webview/tsconfig.json' },
  { compiler: native, project: 'test/webview/tsconfig.json' },
  { compiler: native, project: 'scripts/tsconfig.json' },
  { compiler: classic, project: 'kernels/tsconfig.json' },
];

process.exitCode = parts.filter(({ compiler = '', project }) => {
  const { status } = spawnSync(process.execPath, [compiler, '--noEmit', '-p', inRepository(project)], {
    stdio: 'inherit',
  });
  return status !== 0;
}).length;
