import type { AttentionConfig, ModelConfig } from '../../config/schema';
import { weightInitializer } from '../initializer';
import type { ParameterList } from '../parameterList';
import { AdditiveScore } from './additiveScore';
import type { AttentionScore } from './attention';
import { DotScore } from './dotScore';
import { GeneralScore } from './generalScore';

/**
 * @param sizes width of the encoder's outputs and of the decoder's state
 * @throws Error when "dot" is asked for vectors of unequal width
 */
export function createScore(
  attention: AttentionConfig,
  config: ModelConfig,
  sizes: { readonly encoderOutput: number; readonly units: number },
  parameters: ParameterList,
): AttentionScore | undefined {
  const { encoderOutput, units } = sizes;
  const add = (name: string, rows: number, columns: number) =>
    parameters.add(
      `decoder.attention.${name}`,
      [rows, columns],
      weightInitializer(config.initializer, config, rows, columns),
    );
  switch (attention.type) {
    case 'none':
      return undefined;
    case 'dot':
      if (encoderOutput !== units)
        throw new Error(
          `model.decoder.attention "dot" needs encoder outputs as wide as the decoder's state, but they have ` +
            `${encoderOutput} and ${units} units: use "general", or change a hidden_size.`,
        );
      return new DotScore(encoderOutput);
    case 'general':
      return new GeneralScore(add('key_kernel', encoderOutput, units), units);
    case 'bahdanau': {
      const size = attention.attention_size ?? units;
      const names = {
        keyKernel: add('key_kernel', encoderOutput, size),
        queryKernel: add('query_kernel', units, size),
        energy: add('energy', size, 1),
      };
      return new AdditiveScore(names, size);
    }
  }
}
