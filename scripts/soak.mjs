#!/usr/bin/env node
/**
 * Trains in many processes on native TensorFlow, and counts those that do not end well: memory that is handed over wrongly
 * shows as a crash now and then. Not part of the tests, since it takes a while:
 *   node scripts/soak.mjs [--processes 100] [--updates 500] [--parallel 2]
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureNativeTensorFlow } from './lib/nativeTensorFlow.mjs';
import { inRepository } from './lib/repository.mjs';

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '100' },
    updates: { type: 'string', default: '500' },
    parallel: { type: 'string', default: String(availableParallelism()) },
  },
});
const processes = Number(values.processes);
const updates = Number(values.updates);
const parallel = Number(values.parallel);

/** Batches of several shapes, validations and checkpoints; everything that feeds and fetches. */
const config = {
  data: {
    train: { generator: 'copy', symbols: 8, max_length: 12, size: 400 },
    dev: { generator: 'copy', symbols: 8, max_length: 12, size: 40 },
  },
  model: {
    encoder: { hidden_size: 24, bidirectional: true, dropout: 0.1, embeddings: { embedding_dim: 16 } },
    decoder: { hidden_size: 24, attention: 'general', dropout: 0.1, embeddings: { embedding_dim: 16 } },
  },
  training: { batch_size: 16, updates, validation_freq: Math.ceil(updates / 4), logging_freq: 50 },
};

const native = process.env['S2S_NATIVE_PATH'] ?? (await ensureNativeTensorFlow());
const folder = await mkdtemp(path.join(tmpdir(), 's2s-soak-'));
const beganAtMs = Date.now();
/** @type {string[]} */
const failures = [];
/** @type {Set<string>} */
const losses = new Set();
let begun = 0;
let ended = 0;
try {
  await Promise.all(Array.from({ length: parallel }, (_, worker) => work(`soak-${worker}`)));
} finally {
  await rm(folder, { recursive: true, force: true });
}
const minutes = ((Date.now() - beganAtMs) / 60_000).toFixed(1);
console.log(`${processes} processes of ${updates} updates in ${minutes} minutes: ${failures.length} failed.`);
for (const failure of failures) console.log(failure);
// The same config, seed and threads: all end at the same weights.
if (losses.size > 1) console.log(`They ended at different losses: ${[...losses].join(', ')}.`);
process.exitCode = failures.length === 0 && losses.size === 1 ? 0 : 1;

/** @param {string} name of its config: one file can't be trained twice at a time */
async function work(name) {
  const configFile = path.join(folder, `${name}.s2s.json`);
  await writeFile(configFile, JSON.stringify(config));
  while (begun < processes) {
    const number = ++begun;
    const result = await train(configFile, path.join(folder, `run-${number}`));
    ended++;
    if ('failure' in result) failures.push(`Process ${number}: ${result.failure}`);
    else losses.add(result.best);
    if (ended % 10 === 0)
      console.log(`${ended} of ${processes} processes have ended, ${failures.length} badly.`);
  }
}

/**
 * @param {string} configFile
 * @param {string} run
 * @returns {Promise<{ best: string } | { failure: string }>}
 */
function train(configFile, run) {
  const options = ['train', configFile, '--run', run, '--engine', 'tensorflow', '--threads', '2', '--json'];
  const child = spawn(process.execPath, [inRepository('dist', 'cli.js'), ...options], {
    env: { ...process.env, S2S_NATIVE_PATH: native },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  return new Promise((resolve) => {
    child.on('close', async (code, signal) => {
      await rm(run, { recursive: true, force: true });
      const lastLine = output.trim().split('\n').at(-1) ?? '';
      if (code === 0) resolve({ best: JSON.stringify(JSON.parse(lastLine).best) });
      else resolve({ failure: `${signal ?? `code ${code}`}\n${errors.slice(-2000)}` });
    });
  });
}
