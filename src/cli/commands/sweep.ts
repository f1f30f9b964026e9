import { Command } from 'commander';
import { mostTrials } from '../../core/config/schema/sweepSchema';
import { sweepPlan } from '../../runs/variants/variantPlan';
import { wholeNumber } from '../options';
import type { Output } from '../output';
import { UsageError } from '../usageError';
import { readVariedConfig } from '../variants/readVariedConfig';
import { runVariants } from '../variants/runVariants';
import { addVariantsOptions, variantsResultHelp, type VariantsOptions } from '../variants/variantsOptions';

interface SweepOptions extends VariantsOptions {
  readonly trials?: number;
}

export function sweepCommand(output: Output): Command {
  const command = new Command('sweep')
    .summary('train the variants that a config’s sweep lists, and rank them')
    .description(
      'Trains a run for every combination of the values in the config’s "sweep", ranked by the config’s best metric:\n' +
        '  "sweep": { "parameters": { "model.encoder.num_layers": [1, 2], "training.learning_rate": [0.001, 0.003] } }\n' +
        'Ctrl+C stops after a checkpoint. The same command goes on with what is missing; trials that are finished are not\n' +
        'trained again, as long as the rest of the config is the same.',
    )
    .argument('<config>', 'a .s2s.json file with a sweep')
    .option('--trials <n>', 'how many trials, instead of what the config says', wholeNumber(1, mostTrials));
  return addVariantsOptions(command)
    .addHelpText('after', variantsResultHelp)
    .action(async (file: string, { trials, set, ...options }: SweepOptions) => {
      const { configFile, text, name } = await readVariedConfig(file, set);
      const plan = sweepPlan(text, name, trials);
      if (plan === undefined)
        throw new UsageError(
          `${configFile} has no sweep. Add one, such as "sweep": { "parameters": { "training.learning_rate": [0.001, 0.003] } }.`,
        );
      await runVariants(configFile, plan, options, output);
    });
}
