import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { problemMatcher, taskKinds, taskType } from '../../../src/contributions';
import { formatDiagnostic } from '../../../src/core/config/formatDiagnostic';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { readS2sTask, taskSplits } from '../../../src/host/tasks/s2sTask';

const { contributes } = JSON.parse(readFileSync(path.resolve('package.json'), 'utf8')) as {
  contributes: {
    taskDefinitions: [
      {
        type: string;
        required: string[];
        properties: Record<string, { enum?: string[]; description: string }>;
      },
    ];
    problemMatchers: [
      {
        name: string;
        pattern: {
          regexp: string;
          file: number;
          line: number;
          column: number;
          severity: number;
          message: number;
        };
      },
    ];
  };
};

describe('A task of tasks.json', () => {
  it('is read with its run and split', () => {
    assert.deepEqual(readS2sTask({ type: 's2s', task: 'evaluate', config: 'a.s2s.json', split: 'dev' }), {
      task: 'evaluate',
      config: 'a.s2s.json',
      run: undefined,
      split: 'dev',
    });
  });

  it('that is wrong tells by which key, and what would be valid', () => {
    const problem = (definition: Record<string, unknown>): unknown[] => {
      const read = readS2sTask({ task: 'train', config: 'a.s2s.json', ...definition });
      return 'key' in read ? [read.key, read.valid] : [];
    };
    assert.deepEqual(problem({ task: 'learn' }), ['task', taskKinds]);
    assert.deepEqual(problem({ config: ' ' }), ['config', ['NAME.s2s.json']]);
    assert.deepEqual(problem({ run: 7 })[0], 'run');
    assert.deepEqual(problem({ split: 'all' }), ['split', taskSplits]);
    assert.deepEqual(problem({}), []);
  });

  it('has the schema that package.json tells the editor', () => {
    const [definition] = contributes.taskDefinitions;
    assert.equal(definition.type, taskType);
    assert.deepEqual(definition.required, ['task', 'config']);
    assert.deepEqual(definition.properties['task']?.enum, taskKinds);
    assert.deepEqual(definition.properties['split']?.enum, taskSplits);
  });
});

describe('The problem matcher', () => {
  const [matcher] = contributes.problemMatchers;
  const regexp = new RegExp(matcher.pattern.regexp);

  it('finds file, place, severity and message in what tasks and the command line print', () => {
    assert.equal(`$${matcher.name}`, problemMatcher);
    const { diagnostics } = parseConfig('{\n  "model": { "encoder": { "hidden_sise": 3 } }\n}');
    assert.ok(diagnostics.length > 0);
    for (const file of ['/w/a b.s2s.json', 'C:\\w\\a.s2s.json']) {
      for (const diagnostic of diagnostics) {
        const { line, column, severity, message } = diagnostic;
        const found = regexp.exec(formatDiagnostic(file, diagnostic)) ?? [];
        const { pattern } = matcher;
        assert.deepEqual(
          [pattern.file, pattern.line, pattern.column, pattern.severity, pattern.message].map(
            (group) => found[group],
          ),
          [file, String(line), String(column), severity, message],
        );
      }
    }
  });

  it('takes nothing else for a problem', () => {
    for (const line of [
      'step 10 of 20   loss 1.23',
      'seq2seq-lab validate /w/a.s2s.json',
      '/w/a.s2s.json: no problems.',
    ])
      assert.equal(regexp.test(line), false, line);
  });
});
