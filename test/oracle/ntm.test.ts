import type { ConfigInput } from '../../src/core/config/schema';
import { ntmConfig } from '../../src/core/config/schema/ntmSchema';
import { bitTokens } from '../../src/core/model/bits/bitTokens';
import { buildModel } from '../../src/core/model/buildModel';
import { modelConfig, randomBatch } from '../support/seq2seqFixture';
import { compareModels } from './compareModels';
import { randomWeights, type ModelCase } from './modelCase';

/** Ids 0 to 3 are special symbols; the rest is out of order and has a token that is no pattern. */
const tokens = ['<pad>', '<unk>', '<s>', '</s>', '10', '?', '00', '01', '11'];
const sizes = { batchSize: 6, sourceTime: 5, targetTime: 4 };

type ModelInput = NonNullable<ConfigInput['model']>;

function ntmCase(
  name: string,
  encoder: ModelInput['encoder'],
  decoder: ModelInput['decoder'] = {},
  training: ConfigInput['training'] = {},
): ModelCase {
  const model = modelConfig({
    initializer: 'uniform',
    embed_initializer: 'uniform',
    init_weight: 0.9,
    encoder: { type: 'ntm', hidden_size: 5, embeddings: { embedding_dim: 4 }, ...encoder },
    decoder: { embeddings: { embedding_dim: 4 }, ...decoder },
  });
  return {
    name,
    options: {
      model,
      ntm: ntmConfig(model.encoder),
      patterns: bitTokens(tokens).patterns.map((pattern) => pattern ?? null),
    },
    problem: (seed) => {
      const built = buildModel(model, {
        sourceVocabularySize: tokens.length,
        targetVocabularySize: tokens.length,
        sourceTokens: tokens,
        targetTokens: tokens,
      });
      const batch = randomBatch({ ...sizes, vocabularySize: tokens.length, seed });
      return { model: built, weights: randomWeights(built, seed), batch };
    },
    training: { learning_rate: 0.01, ...training },
    updates: 20,
  };
}

const bits = { embeddings: { type: 'bits' } } as const;
const memory = { memory_rows: 7, memory_width: 3 };

const cases: readonly ModelCase[] = [
  ntmCase('LSTM controller', { ntm: memory }),
  ntmCase('RMSProp with momentum', { ntm: memory }, {}, { optimizer: 'rmsprop', momentum: 0.9 }),
  ntmCase('learned memory, several heads, shifts by two', {
    ntm: { ...memory, read_heads: 3, write_heads: 2, shift_range: 2, initial_memory: 'learned' },
  }),
  ntmCase('feed-forward controller', { ntm: { ...memory, controller: 'feed_forward', write_heads: 2 } }),
  ntmCase(
    'GRU controller that reads nothing while it writes',
    { rnn_type: 'gru', ntm: memory },
    { previous_output: false },
  ),
  ntmCase('bits in and out', { ...bits, ntm: memory }, { ...bits, output: 'bits', previous_output: false }),
  ntmCase(
    'source and target of different widths',
    { embeddings: { embedding_dim: 2 }, ntm: memory },
    { embeddings: { embedding_dim: 6 }, output: 'bits' },
  ),
];

compareModels({ title: 'Neural Turing Machines against float64', script: 'ntm.py', cases });
