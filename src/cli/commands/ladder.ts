import { Command } from 'commander';
import { ladderPlan } from '../../runs/variants/variantPlan';
import { wholeNumber } from '../options';
import type { Output } from '../output';
import { readVariedConfig } from '../variants/readVariedConfig';
import { runVariants } from '../variants/runVariants';
import { leftOutTexts } from '../variants/variantTexts';
import { addVariantsOptions, variantsResultHelp, type VariantsOptions } from '../variants/variantsOptions';

interface LadderOptions extends VariantsOptions {
  readonly steps?: number;
}

export function ladderCommand(output: Output): Command {
  const command = new Command('ladder')
    .summary('train a config as RNN, GRU, LSTM, with attention, with the source reversed, and draw the table')
    .description(
      'Trains variants of the config on the same data, seed and number of steps: RNN → GRU → LSTM → + attention → + reversed\n' +
        'source, each with what the ones before brought. Steps that make no sense for the config are left out, and it is said\n' +
        'why. Early stopping is off. Ctrl+C stops after a checkpoint; the same command goes on.',
    )
    .argument('<config>', 'a .s2s.json file')
    .option('--steps <n>', 'steps of each, instead of the config’s updates and epochs', wholeNumber(1));
  return addVariantsOptions(command)
    .addHelpText('after', variantsResultHelp)
    .action(async (file: string, { steps, set, ...options }: LadderOptions) => {
      const { configFile, text, name } = await readVariedConfig(file, set);
      const plan = ladderPlan(text, name, steps);
      if (plan === undefined || plan.variants.length < 2) {
        const reasons = new Set(plan?.leftOut.map(({ reason }) => leftOutTexts[reason]));
        throw new Error(`There is no ladder of ${configFile}: ${[...reasons].join('; ')}.`);
      }
      await runVariants(configFile, plan, options, output);
    });
}
