import path from 'node:path';
import { Command } from 'commander';
import { estimateProportion } from '../../core/metrics/estimateProportion';
import type { SeedResult } from '../../core/train/trainSeeds';
import { readConfigText } from '../../trainer/checkConfig';
import { CommandFailed } from '../commandFailed';
import { applyOverrides, parseOverride, type ConfigOverride } from '../configOverrides';
import { collect, wholeNumber } from '../options';
import type { Output } from '../output';
import { textTable, type Column } from '../table';
import { percent } from '../trainingProgress';
import { seedsFrom, trainSeedsTelling } from '../trainSeedsTelling';

interface SeedsOptions {
  readonly count: number;
  readonly first: number;
  readonly set?: readonly ConfigOverride[];
}

const shownSeeds = 10;

export function seedsCommand(output: Output): Command {
  return new Command('seeds')
    .summary('train a small config with many seeds at once, and say how many solve it')
    .description(
      'Trains the config with many values of random_seed at once, as one model with an axis more, on the wasm engine; keeps nothing.\n' +
        'A seed solves it when every token of every dev pair has the highest logit. Names the best seeds: set random_seed to one,\n' +
        'and `train` does the same. For models so small that calls cost more than what they compute; early stopping, and schedules\n' +
        'that look at the dev split, are refused.',
    )
    .argument('<config>', 'a .s2s.json file')
    .option('--count <n>', 'how many seeds', wholeNumber(1, 10_000), 100)
    .option('--first <seed>', 'the first of them', wholeNumber(0), 0)
    .option(
      '--set <path=value>',
      'set a key of the config; several times for several keys',
      collect(parseOverride),
    )
    .addHelpText(
      'after',
      '\nResult with --json: solved {value, low, high}, seeds [{seed, loss, tokenAccuracy, solved}], of the dev split.',
    )
    .action(async (file: string, { count, first, set = [] }: SeedsOptions) => {
      const configFile = path.resolve(file);
      const configText = applyOverrides(await readConfigText(configFile), set);
      const seeds = seedsFrom(first, count);
      const results = await trainSeedsTelling({ configFile, configText }, seeds, output);
      if (results === undefined) throw new CommandFailed();
      const solved = estimateProportion(results.filter((one) => one.solved).length, results.length);
      const interval = `${percent(solved.low)} to ${percent(solved.high)}`;
      output.line(
        `${results.filter((one) => one.solved).length} of ${results.length} seeds solve the dev split: ${percent(solved.value)} (${interval})`,
      );
      const best = results.toSorted((a, b) => a.loss - b.loss).slice(0, shownSeeds);
      for (const line of textTable(columns, best)) output.line(line);
      output.result({ solved, seeds: results });
    });
}

const columns: readonly Column<SeedResult>[] = [
  { title: 'random_seed', cell: ({ seed }) => String(seed) },
  { title: 'dev loss', cell: ({ loss }) => loss.toFixed(4) },
  { title: 'token accuracy', cell: ({ tokenAccuracy }) => percent(tokenAccuracy) },
  { title: 'solved', cell: ({ solved }) => (solved ? 'yes' : 'no'), text: true },
];
