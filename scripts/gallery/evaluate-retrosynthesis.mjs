// Measures a run of gallery/retrosynthesis: node scripts/gallery/evaluate-retrosynthesis.mjs RUN [path of cli.js]
// Top-1 and top-5: whether the canonical SMILES of the first answer, or of one of five, are those of the reference.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { canonicalSmiles } from './canonicalSmiles.mjs';

const [run, cli = 'dist/cli.js'] = process.argv.slice(2);
if (run === undefined) throw new Error('Name the run folder.');
const test = readFileSync(new URL('../../gallery/retrosynthesis/test.tsv', import.meta.url), 'utf8');
const pairs = test
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t'));
const output = execFileSync(
  'node',
  [cli, 'decode', run, '-', '--beam-size', '5', '--n-best', '5', '--json'],
  {
    input: pairs.map(([source]) => `${source}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  },
);
const { results } = JSON.parse(output.trimEnd().split('\n').at(-1));
const answers = results.map(({ hypotheses = [] }) => hypotheses.map(({ text }) => canonicalSmiles(text)));
const share = (count, of) => `${count} of ${of} (${((100 * count) / of).toFixed(1)} %)`;
const references = pairs.map(([, target]) => canonicalSmiles(target));
const right = (limit) =>
  answers.filter((all, index) => all.slice(0, limit).includes(references[index])).length;
const first = answers.map(([answer]) => answer);
console.log(`top-1 exact by canonical SMILES: ${share(right(1), pairs.length)}`);
console.log(`top-5 exact by canonical SMILES: ${share(right(5), pairs.length)}`);
console.log(
  `first answers that are no molecules: ${share(first.filter((answer) => answer === undefined).length, pairs.length)}`,
);
console.log(
  `all answers that are no molecules: ${share(answers.flat().filter((answer) => answer === undefined).length, answers.flat().length)}`,
);
