import type { AttentionConfig, ModelConfig } from '../../config/schema';
import { biasInitializer, weightInitializer, type Initializer } from '../initializer';
import type { ParameterList } from '../parameterList';
import { AdditiveScore } from './additiveScore';
import type { AttentionScore } from './attention';
import { DotScore } from './dotScore';
import { GeneralScore } from './generalScore';

/**
 * The score of an attention; undefined where it has none.
 * @param sizes width of the encoder's outputs and of the decoder's state
 * @throws Error when a dot product is asked for of vectors of unequal width
 */
export function createScore(
  attention: AttentionConfig,
  config: ModelConfig,
  sizes: { readonly encoderOutput: number; readonly units: number },
  parameters: ParameterList,
): AttentionScore | undefined {
  const { encoderOutput, units } = sizes;
  const add = (name: string, rows: number, columns: number, fanIn = rows) =>
    parameters.add(
      `decoder.attention.${name}`,
      [rows, columns],
      weightInitializer(config.initializer, config, fanIn, columns),
    );
  switch (attention.type) {
    case 'none':
    case 'glimpse':
      return undefined;
    case 'dot':
    case 'scaled_dot':
      if (encoderOutput !== units)
        throw new Error(
          `model.decoder.attention "${attention.type}" needs encoder outputs as wide as the decoder's state, but they have ` +
            `${encoderOutput} and ${units} units: use "general", or change a hidden_size.`,
        );
      return new DotScore(encoderOutput, attention.type === 'dot' ? 1 : 1 / Math.sqrt(units));
    case 'general':
      return new GeneralScore(add('key_kernel', encoderOutput, units), units);
    case 'bahdanau':
    case 'concat': {
      const size = attention.attention_size ?? units;
      // The two matrices of "concat" are the rows of one, and drawn as such.
      const together = attention.type === 'concat' ? encoderOutput + units : undefined;
      const names = {
        keyKernel: add('key_kernel', encoderOutput, size, together),
        queryKernel: add('query_kernel', units, size, together),
        energy: add('energy', size, 1),
      };
      const addVector = (name: string, length: number, initializer: Initializer) =>
        parameters.add(`decoder.attention.${name}`, [length], initializer);
      const biases = attention.bias ? { bias: addVector('bias', size, biasInitializer(config)) } : {};
      const coverage = config.decoder.coverage_attn
        ? { coverage: addVector('coverage', size, weightInitializer(config.initializer, config, 1, size)) }
        : {};
      return new AdditiveScore({ ...names, ...biases, ...coverage }, size);
    }
  }
}
