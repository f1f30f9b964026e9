import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { diagnoseFiles, type FileAccess } from '../../../../src/core/config/diagnoseFiles';
import type { Diagnostic } from '../../../../src/core/config/diagnostic';
import { fixAll, isUseless, quickFixes, type QuickFix } from '../../../../src/core/config/edits/quickFixes';
import { parseConfig } from '../../../../src/core/config/parseConfig';
import { assertGolden } from '../../../support/goldenText';
import { problemCases } from './problemCases';

/** Problems that no change of the text solves by itself. */
const withoutFix: readonly string[] = ['invalid-value at []'];

function problemsOf(text: string): { problem: Diagnostic; fixes: QuickFix[] }[] {
  const parsed = parseConfig(text);
  return parsed.diagnostics.map((problem) => ({ problem, fixes: quickFixes(parsed, problem) }));
}

const keyOf = ({ code, path: at }: Diagnostic): string => `${code} at ${JSON.stringify(at)}`;

/** The lines in which two texts differ. */
function difference(before: string, after: string): string[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  return [
    ...a.slice(start, a.length - end).map((line) => `- ${line}`),
    ...b.slice(start, b.length - end).map((line) => `+ ${line}`),
  ];
}

/** Every code that a check of the text alone can give. */
function codesInSource(): string[] {
  const files = readdirSync('src/core/config', { recursive: true, encoding: 'utf8' });
  const codes = files
    .filter(
      (file) =>
        file.endsWith('.ts') && !/^schema|Files?\.ts|WordVectors|^(galleryEntry|expectedResult)/.test(file),
    )
    .flatMap((file) => {
      const source = readFileSync(path.join('src/core/config', file), 'utf8');
      return [
        ...source.matchAll(
          /(?:\b(?:error|warning|refuse)\(|code:)[^'()]*(?:'init' \? )?'([a-z]+(?:-[a-z]+)*)'/g,
        ),
      ];
    });
  return [...new Set(codes.map(([, code]) => code ?? ''))];
}

describe('quickFixes', () => {
  it('are tried with every code that there is', () => {
    const tried = new Set(problemCases.map(([code]) => code));
    const codes = codesInSource();
    assert.ok(codes.length > 80, String(codes.length));
    assert.deepEqual(
      codes.filter((code) => !tried.has(code)),
      [],
    );
  });

  for (const [index, [code, text]] of problemCases.entries()) {
    it(`solve ${code} and make no other problem (case ${index + 1})`, () => {
      const before = parseConfig(text).diagnostics;
      assert.ok(
        before.some((problem) => problem.code === code),
        before.map(keyOf).join('; '),
      );
      const isSeen = before.every(({ source }) => source === 'semantic');
      for (const { problem, fixes } of problemsOf(text)) {
        // Of problems that are entangled, one has to go first.
        if (problem.code === code)
          assert.equal(fixes.length === 0, withoutFix.includes(keyOf(problem)), keyOf(problem));
        for (const fix of fixes) {
          const after = parseConfig(fix.text).diagnostics;
          // Items of a list are other ones when one before them is gone.
          const nameOf = (other: Diagnostic) => keyOf(other).replaceAll(/\b\d+\b/g, 'n');
          const same = (other: Diagnostic) => nameOf(other) === nameOf(problem);
          assert.ok(after.filter(same).length < before.filter(same).length, keyOf(problem));
          const known = new Set(before.map(nameOf));
          const news = after.filter((other) => isSeen && !known.has(nameOf(other)));
          assert.deepEqual(news, [], `${keyOf(problem)}: ${JSON.stringify(fix.remedy)}`);
        }
      }
    });
  }

  it('tell the items of a list from each other when one is removed', () => {
    const data = { train: 'a.tsv', dev: 'b.tsv' };
    const text = JSON.stringify({ data, testing: { eval_metrics: ['loss', 'perplexity', 'bleu'] } });
    const fixes = problemsOf(text).map(({ fixes: [fix] }) => /\[[^\]]*\]/.exec(fix?.text ?? '')?.[0]);
    assert.deepEqual(fixes, ['["perplexity","bleu"]', '["loss","bleu"]']);
  });

  it('change the text as golden/config-fixes.txt has it', () => {
    const report = problemCases.map(([code, text]) => {
      const of = problemsOf(text).filter(({ problem }) => problem.code === code);
      return of
        .map(({ problem, fixes }) =>
          [
            `${problem.code}: ${problem.message}`,
            ...fixes.map(({ text: after, isPreferred }, index) =>
              [`  ${index + 1}.${isPreferred ? ' (preferred)' : ''}`, ...difference(text, after)].join(
                '\n    ',
              ),
            ),
          ].join('\n'),
        )
        .join('\n');
    });
    assertGolden('config-fixes.txt', `${report.join('\n\n')}\n`);
  });
});

/** Finds what is wrong with a config and its files, and fixes the first problem of a code in each way there is. */
async function fixesOfFiles(code: string, text: string, contents: Readonly<Record<string, string>>) {
  const files: FileAccess = {
    resolve: (name) => name,
    readBytes: (name) => Promise.resolve(contents[name] === undefined ? undefined : encode(contents[name])),
    readStart: (name) => Promise.resolve(contents[name] === undefined ? undefined : encode(contents[name])),
  };
  const codesOf = async (content: string) => {
    const parsed = parseConfig(content);
    return { parsed, problems: [...parsed.diagnostics, ...(await diagnoseFiles(parsed, files))] };
  };
  const { parsed, problems } = await codesOf(text);
  const problem = problems.find((found) => found.code === code);
  assert.ok(problem !== undefined, problems.map(keyOf).join('; '));
  const fixes = quickFixes(parsed, problem);
  for (const fix of fixes) {
    const after = (await codesOf(fix.text)).problems.map(keyOf);
    assert.ok(!after.includes(keyOf(problem)), fix.text);
    assert.ok(after.length < problems.length, fix.text);
  }
  return fixes.map((fix) => difference(text, fix.text));
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('quickFixes of problems with data files', () => {
  const pairs = { 'train.tsv': 'hello\tab\nyou\tcd\n', 'dev.tsv': 'good\tef\n' };
  const config = (more: object) =>
    `${JSON.stringify({ data: { train: 'train.tsv', dev: 'dev.tsv' }, ...more }, null, 2)}\n`;

  it('raise max_length to the longest sequence', async () => {
    const short = config({ data: { train: 'train.tsv', dev: 'dev.tsv', src: { max_length: 4 } } });
    const expected = [['-       "max_length": 4', '+       "max_length": 5']];
    assert.deepEqual(await fixesOfFiles('too-long', short, pairs), expected);
    const shorter = short.replace('4', '2');
    assert.deepEqual(await fixesOfFiles('all-too-long', shorter, { ...pairs, 'train.tsv': 'hello\tab\n' }), [
      ['-       "max_length": 2', '+       "max_length": 5'],
    ]);
  });

  it('give embeddings the size of their vectors, or let go of a file that has none', async () => {
    const embeddings = { load_pretrained: 'v.vec' };
    const text = config({ model: { encoder: { embeddings } } });
    assert.deepEqual(await fixesOfFiles('word-vector-size', text, { ...pairs, 'v.vec': '1 3\na 1 2 3\n' }), [
      ['+         "embedding_dim": 3,'],
    ]);
    const without = [
      [
        '-       "embeddings": {',
        '-         "load_pretrained": "v.vec"',
        '-       }',
        '+       "embeddings": {}',
      ],
    ];
    assert.deepEqual(await fixesOfFiles('no-word-vectors', text, { ...pairs, 'v.vec': '?\n' }), without);
    assert.deepEqual(await fixesOfFiles('missing-file', text, pairs), without);
  });

  it('let go of a file that has no merges', async () => {
    const sides = { src: { level: 'bpe', codes_file: 'codes.txt' }, trg: { level: 'char' } };
    const text = config({ data: { train: 'train.tsv', dev: 'dev.tsv', ...sides } });
    const fixes = await fixesOfFiles('merges-file', text, { ...pairs, 'codes.txt': 'a b c d\n' });
    assert.deepEqual(fixes, [
      ['-       "level": "bpe",', '-       "codes_file": "codes.txt"', '+       "level": "bpe"'],
    ]);
  });
});

describe('fixAll', () => {
  it('removes every key without effect, and nothing else', () => {
    const text =
      '{\n  // Mine.\n  "data": { "train": "a.tsv", "dev": "b.tsv" },\n  "training": { "optimizer": "sgd", "patience": 3, "nesterov": true, "adam_betas": [0.8, 0.9] },\n  "testing": {\n    "beam_alpha": 1 // longer\n  }\n}\n';
    const fixed = fixAll(text, isUseless);
    assert.equal(
      fixed,
      '{\n  // Mine.\n  "data": { "train": "a.tsv", "dev": "b.tsv" },\n  "training": { "optimizer": "sgd", "nesterov": true },\n  "testing": {\n    // longer\n  }\n}\n',
    );
    assert.equal(fixAll(fixed, isUseless), fixed);
  });

  it('corrects every slip of the pen that has one reading', () => {
    const text =
      '{ "data": { "train": "a.tsv", "dev": "b.tsv" }, "model": { "encodr": { "rnn_type": "gur", "hiden_size": "32" } }, "what": 1 }';
    assert.equal(
      fixAll(text, ({ isSlip }) => isSlip === true),
      '{ "data": { "train": "a.tsv", "dev": "b.tsv" }, "model": { "encoder": { "rnn_type": "gru", "hidden_size": 32 } }, "what": 1 }',
    );
  });
});
