import path from 'node:path';
import { Command } from 'commander';
import type { Pair } from '../../core/data/pair';
import { parseTsv } from '../../core/data/parseTsv';
import type { ScoreOutcome } from '../../core/decode/decoder';
import type { ScoredPair } from '../../core/decode/hypothesis';
import { LoadedModel } from '../../trainer/loadedModel';
import { attentionRows, drawAttention } from '../attentionDrawing';
import { CommandFailed } from '../commandFailed';
import { checkpointOption, engineOption } from '../options';
import type { CheckpointName, EngineChoice } from '../options';
import type { Output } from '../output';
import { readBytes } from '../readLines';
import { loadPictureSources } from '../../trainer/pictureSources';
import { nameOfSource } from '../../core/image/pictureUri';

interface ScoreCommandOptions {
  readonly tokens?: true;
  readonly attention?: true;
  readonly checkpoint: CheckpointName;
  readonly engine: EngineChoice;
}

export function scoreCommand(output: Output): Command {
  return new Command('score')
    .summary('tell how probable a trained model finds given targets')
    .description(
      'Reads one pair a line, source TAB target, and writes for each the natural log of the target’s probability given the\n' +
        'source, the end symbol included, and its perplexity by token. A source that is too long gives an empty line, a message\n' +
        'on stderr and exit code 1.',
    )
    .argument('<run>', 'a run folder')
    .argument('[file]', 'the pairs, UTF-8; - or nothing: standard input', '-')
    .option('--tokens', 'also write the log probability of every token')
    .option(
      '--attention',
      'draw where the decoder looked while it was given the target; with --json: as numbers',
    )
    .addOption(checkpointOption())
    .addOption(engineOption())
    .addHelpText(
      'after',
      '\nResult with --json: results [{source, target, tokens, tokenLogProbabilities, logProbability, perplexity, attention?} or {source, message}], logProbability and perplexity of all, checkpoint.',
    )
    .action(async (run: string, file: string, options: ScoreCommandOptions) => {
      const { checkpoint, engine } = options;
      const attention = options.attention === true;
      const pairs = await readPairs(file);
      const model = await LoadedModel.load({ runFolder: path.resolve(run), checkpoint, engine });
      if (model.warning !== undefined) output.notice(`Warning: ${model.warning}`);
      const folders = file === '-' ? ['.'] : [path.dirname(file), '.'];
      const given = pairs.map(({ source }) => source);
      const sources = await loadPictureSources(model.config, given, folders);
      const loaded = pairs.map((pair, index) => ({ ...pair, source: sources[index] ?? pair.source }));
      const outcomes = model.score(loaded, { attention });
      if (!output.json) for (const outcome of outcomes) show(outcome, options, output);
      output.result({
        results: outcomes.map((outcome, index) => ({ ...toJson(outcome, attention), source: given[index] })),
        ...total(outcomes),
        checkpoint: model.step,
      });
      model.dispose();
      if (outcomes.some(({ type }) => type === 'refused')) throw new CommandFailed();
    });
}

async function readPairs(file: string): Promise<readonly Pair[]> {
  const { pairs, problems } = parseTsv(await readBytes(file), file === '-' ? 'standard input' : file);
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return pairs;
}

function show(outcome: ScoreOutcome, { tokens: withTokens }: ScoreCommandOptions, output: Output): void {
  if (outcome.type === 'refused') {
    output.line();
    output.notice(`${JSON.stringify(nameOfSource(outcome.source))}: ${outcome.message}`);
    return;
  }
  const { logProbability, perplexity, tokens, tokenLogProbabilities, sourceTokens, regions, attention } =
    outcome.result;
  output.line(`${logProbability.toFixed(4)}\t${perplexity.toFixed(4)}`);
  if (withTokens === true)
    tokens.forEach((token, index) => {
      output.line(`  ${(tokenLogProbabilities[index] ?? 0).toFixed(4).padStart(9)}  ${token}`);
    });
  if (attention === undefined) return;
  const { columns } = output;
  for (const line of drawAttention(attention, sourceTokens, tokens, { columns, regions })) output.line(line);
  output.line();
}

/** Of all targets together; nothing when none was scored. */
function total(outcomes: readonly ScoreOutcome[]): { logProbability?: number; perplexity?: number } {
  const scored = outcomes.flatMap((outcome): ScoredPair[] =>
    outcome.type === 'scored' ? [outcome.result] : [],
  );
  if (scored.length === 0) return {};
  const logProbability = scored.reduce((sum, pair) => sum + pair.logProbability, 0);
  const tokens = scored.reduce((sum, pair) => sum + pair.tokens.length, 0);
  return { logProbability, perplexity: Math.exp(-logProbability / tokens) };
}

function toJson(outcome: ScoreOutcome, withAttention: boolean): object {
  if (outcome.type === 'refused') return { source: outcome.source, message: outcome.message };
  const { source, target, tokens, tokenLogProbabilities, logProbability, perplexity, attention } =
    outcome.result;
  return {
    source,
    target,
    tokens,
    tokenLogProbabilities,
    logProbability,
    perplexity,
    ...(withAttention && attention !== undefined ? { attention: attentionRows(attention) } : {}),
  };
}
