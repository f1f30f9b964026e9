#!/usr/bin/env node
/**
 * npm start: from a fresh clone to a trained model in one go. Installs and builds what is missing, trains gallery/dates on
 * the embedded engine, and decodes the lines given as arguments, or those of the sample file:
 *   npm start -- "Feb 1, 1990" 24.12.2031
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { missingPackages } from './lib/installedPackages.mjs';
import { npm } from './lib/npm.mjs';
import { inRepository } from './lib/repository.mjs';

const config = inRepository('gallery', 'dates', 'dates.s2s.json');
const sampleFile = inRepository('gallery', 'dates', 'sample.txt');
const cli = inRepository('dist', 'cli.js');
const startedMs = performance.now();

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

/** @param {string[]} lines to decode */
async function main(lines) {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Error(`Node ${process.versions.node} is too old: Seq2Seq Lab needs Node 20 or newer.`);

  const missing = await missingPackages();
  if (missing.length > 0) {
    stage(`Installing ${missing.length} packages with npm ci`);
    await run(npm, ['ci', '--no-audit', '--no-fund'], { shell: process.platform === 'win32' });
  }

  stage('Building dist/ with esbuild');
  await run(process.execPath, [inRepository('scripts', 'build.mjs')]);

  stage('Training gallery/dates on the embedded engine (WebAssembly): written dates → ISO 8601');
  const training = await runForJson(['train', config, '--engine', 'wasm', '--json']);

  stage('Measuring on the test split, of which training has seen no date');
  const measured = await runForJson(['evaluate', training.run, '--split', 'test', '--json']);
  const { value, low, high } = measured.sequenceAccuracy;
  console.log(
    `Exact match ${percent(value)} of ${measured.pairs} dates (95 % interval ${percent(low)} to ${percent(high)}).`,
  );

  const given = lines.length > 0;
  stage(given ? 'Decoding the lines given' : `Decoding ${path.relative(process.cwd(), sampleFile)}`);
  const sources = given
    ? lines
    : (await readFile(sampleFile, 'utf8')).split(/\r?\n/).filter((line) => line !== '');
  const decoded = await runForJson(['decode', training.run, '-', '--json'], `${sources.join('\n')}\n`);
  const width = Math.max(...sources.map((source) => source.length));
  for (const { source, hypotheses, message } of decoded.results)
    console.log(`  ${source.padEnd(width)}  →  ${hypotheses === undefined ? message : hypotheses[0].text}`);

  const seconds = (performance.now() - startedMs) / 1000;
  console.log(`
Done in ${seconds.toFixed(0)} s. The run is in ${path.relative(process.cwd(), training.run)}
Decode more:        npm start -- "3 May 1999"    or    node dist/cli.js decode ${path.relative(process.cwd(), training.run)} FILE
Open it in VS Code: npm run vscode`);
}

/** @param {string} text */
function stage(text) {
  console.log(`\n== ${text}`);
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/**
 * Runs a command that shows what it does.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { input?: string }} [options]
 * @returns {Promise<string>} what it wrote to stdout, when that is a pipe
 */
function run(command, args, { input, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: inRepository(), stdio: 'inherit', ...options });
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stdin?.end(input);
    // Ctrl+C goes to the whole process group: the child decides what it means, and this process waits for it.
    const wait = () => undefined;
    process.on('SIGINT', wait);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', wait);
      if (code === 0) resolve(stdout);
      else
        reject(new Error(`\`${[path.basename(command), ...args].join(' ')}\` ended with ${signal ?? code}.`));
    });
  });
}

/**
 * Runs the command line with `--json`: people see what it prints on the way, the result comes back.
 * @param {string[]} args
 * @param {string} [input]
 */
async function runForJson(args, input = '') {
  const stdout = await run(process.execPath, [cli, ...args], { input, stdio: ['pipe', 'pipe', 'inherit'] });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
