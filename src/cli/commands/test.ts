import { access } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { boundsText, expectationsOf } from '../../core/config/expectations';
import type { Expectation } from '../../core/config/expectations';
import { parseConfig } from '../../core/config/parseConfig';
import type { Config } from '../../core/config/schema';
import type { ExpectationOutcome } from '../../protocol/expectations';
import { readConfigText } from '../../trainer/checkConfig';
import { checkExpectations } from '../../trainer/checkExpectations';
import { ConfigError } from '../../trainer/configError';
import { LoadedModel } from '../../trainer/loadedModel';
import { CommandFailed } from '../commandFailed';
import { formatMetric } from '../metricText';
import { checkpointOption, engineOption } from '../options';
import type { CheckpointName, EngineChoice } from '../options';
import type { Output } from '../output';
import { textTable } from '../table';

interface TestOptions {
  readonly config?: string;
  readonly checkpoint: CheckpointName;
  readonly engine: EngineChoice;
}

export function testCommand(output: Output): Command {
  return new Command('test')
    .summary('test whether a trained model does what its config expects')
    .description(
      'Tests a trained model for what the list "expect" of its config says: outputs for inputs, and bounds of metrics. The list is\n' +
        'that of the config file as it is now, or, where that is gone, of the run. The model decodes as the run’s config says.\n' +
        'Fails when a test does.',
    )
    .argument('<run>', 'a run folder')
    .option(
      '--config <file>',
      'the config whose list counts (default: the one that the run was started from)',
    )
    .addOption(checkpointOption())
    .addOption(engineOption())
    .addHelpText(
      'after',
      '\nResult with --json: passed, failed, checkpoint, tests [{name, passed, expected?, hypotheses?, value?, low?, high?, pairs?, message?}].',
    )
    .action(async (run: string, options: TestOptions) => {
      const { checkpoint, engine } = options;
      const model = await LoadedModel.load({ runFolder: path.resolve(run), checkpoint, engine });
      if (model.warning !== undefined) output.notice(`Warning: ${model.warning}`);
      const expectations = await readExpectations(options.config, model);
      const outcomes = await checkExpectations(model, expectations);
      const tests = expectations.map((expectation, index) => toTest(expectation, outcomes[index]));
      const failed = tests.filter(({ outcome }) => !hasPassed(outcome)).length;
      for (const line of textTable(columns, tests)) output.line(line);
      output.line(`${tests.length - failed} of ${tests.length} passed, checkpoint ${model.step}`);
      output.result({
        passed: tests.length - failed,
        failed,
        checkpoint: model.step,
        tests: tests.map(({ expectation: { name }, outcome: { type: _, ...outcome } }) => ({
          name,
          passed: false,
          ...outcome,
        })),
      });
      model.dispose();
      if (failed > 0) throw new CommandFailed();
    });
}

interface Test {
  readonly expectation: Expectation;
  readonly outcome: ExpectationOutcome;
}

function toTest(expectation: Expectation, outcome: ExpectationOutcome | undefined): Test {
  return { expectation, outcome: outcome ?? { type: 'refused', message: 'It was not tested.' } };
}

const hasPassed = (outcome: ExpectationOutcome): boolean => outcome.type !== 'refused' && outcome.passed;

const columns = [
  { title: '', cell: ({ outcome }: Test) => (hasPassed(outcome) ? '✓' : '✗'), text: true },
  { title: 'test', cell: ({ expectation }: Test) => expectation.name, text: true },
  { title: 'result', cell: resultText, text: true },
] as const;

function resultText({ expectation, outcome }: Test): string {
  switch (outcome.type) {
    case 'refused':
      return outcome.message;
    case 'text': {
      if (outcome.passed) return 'as expected';
      const written = outcome.hypotheses.map(
        ({ text, finished }) => `${JSON.stringify(text)}${finished ? '' : ' (cut off)'}`,
      );
      return `expected ${JSON.stringify(outcome.expected)}, found ${written.join(', ')}`;
    }
    case 'metric': {
      if (expectation.type !== 'metric') return '';
      const { metric } = expectation;
      const [value, low, high] = [outcome.value, outcome.low, outcome.high].map((number) =>
        formatMetric(metric, number),
      );
      return `${value ?? ''} (${low ?? ''} to ${high ?? ''}) of ${outcome.pairs} pairs, expected ${boundsText(expectation)}`;
    }
  }
}

/** @throws Error when there is no list, or a mistake in it */
async function readExpectations(
  given: string | undefined,
  { manifest, config }: LoadedModel,
): Promise<Expectation[]> {
  const file = given ?? ((await isThere(manifest.configFile)) ? manifest.configFile : undefined);
  const current = file === undefined ? config : await readConfig(path.resolve(file));
  const expectations = expectationsOf(current).map(({ expectation }) => expectation);
  if (expectations.length > 0) return expectations;
  throw new Error(
    `${file ?? 'The run’s config'} expects nothing of its model. Add a list such as "expect": [{ "metric": "${config.task === 'language_model' ? 'perplexity", "at_most": 10' : 'sequence_accuracy", "at_least": 0.9'} }]${file === undefined ? ' to a config, and name it by --config' : ''}.`,
  );
}

/** Only what stands in the way of the tests is a reason to refuse: data of another machine does not. */
async function readConfig(configFile: string): Promise<Config> {
  const { config, diagnostics } = parseConfig(await readConfigText(configFile));
  const problems =
    config === undefined ? diagnostics : diagnostics.filter(({ path: [section] }) => section === 'expect');
  if (config === undefined || problems.some(({ severity }) => severity === 'error'))
    throw ConfigError.of(configFile, problems);
  return config;
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
