import type { Command } from 'commander';
import { parseOverride, type ConfigOverride } from '../configOverrides';
import { collect, engineOption, wholeNumber, type EngineChoice } from '../options';

export interface VariantsOptions {
  readonly engine: EngineChoice;
  readonly threads?: number;
  readonly set?: readonly ConfigOverride[];
  readonly parallel: number;
  readonly dryRun?: true;
  readonly retry?: true;
  readonly anew?: true;
}

/** The options that sweeps and ladders have in common. */
export function addVariantsOptions(command: Command): Command {
  return command
    .option(
      '--set <path=value>',
      'set a key of the config for all variants; may be repeated',
      collect(parseOverride),
    )
    .option('--parallel <n>', 'how many at once', wholeNumber(1, 64), 1)
    .addOption(engineOption())
    .option('--threads <n>', 'threads of each', wholeNumber(1, 1024))
    .option('--dry-run', 'tell what would be trained and how long that takes, and train nothing')
    .option('--retry', 'train what failed again')
    .option('--anew', 'train all, also what is finished');
}

export const variantsResultHelp =
  '\nResult with --json: kind, group, metric, variants [{variant, values, run, status, parameters, best, bestStep, steps, seconds,\n' +
  'msPerStep, delta}], leftOut [{step, reason}]; with --dry-run variants [{variant, values, state, run}], secondsEach, seconds.\n' +
  'A trial that fails is told, the others go on; exit code 1 then.';
