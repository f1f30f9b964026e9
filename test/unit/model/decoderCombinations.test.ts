import { stack, unstack, type Tensor1D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { parseConfig } from '../../../src/core/config/parseConfig';
import type { ModelConfig } from '../../../src/core/config/schema';
import { buildModel } from '../../../src/core/model/buildModel';
import { initializeParameters } from '../../../src/core/model/initializeParameters';
import type { DecoderStepOutput } from '../../../src/core/model/model';
import type { Engine } from '../../../src/core/step/engine';
import { batchFeeds, batchSpecs, batchTensors } from '../../../src/core/model/batchSpecs';
import { assertClose } from '../../support/fusedOp';
import { randomBatch, wasmEngine } from '../../support/seq2seqFixture';

const vocabularySize = 9;
const sizes = { batchSize: 3, sourceTime: 5, targetTime: 4 };
const batch = randomBatch({ ...sizes, vocabularySize, seed: 2 });

const window = fc.option(
  fc.record({ kind: fc.constantFrom('monotonic', 'predictive'), size: fc.integer({ min: 1, max: 3 }) }),
  { nil: undefined },
);
const attention = fc.record({
  type: fc.constantFrom('none', 'dot', 'scaled_dot', 'general', 'concat', 'bahdanau'),
  function: fc.constantFrom('softmax', 'sparsemax'),
  bias: fc.boolean(),
  window,
});
const decoders = fc.record({
  rnn_type: fc.constantFrom('rnn', 'gru', 'lstm'),
  gru_reset: fc.constantFrom('after', 'before'),
  hidden_size: fc.constant(4),
  embeddings: fc.constant({ embedding_dim: 4 }),
  num_layers: fc.integer({ min: 1, max: 3 }),
  residual: fc.boolean(),
  layer_norm: fc.boolean(),
  condition: fc.constantFrom('init', 'pre', 'par', 'merge'),
  init_hidden: fc.constantFrom('bridge', 'last', 'zero', 'learned'),
  bridge_layers: fc.constantFrom('shared', 'each'),
  attentional: fc.constantFrom('tanh', 'none'),
  attention_feeds: fc.constantFrom('output', 'all_layers'),
  attention,
  coverage_attn: fc.boolean(),
  copy_attn: fc.boolean(),
  input_feeding: fc.boolean(),
  previous_output: fc.boolean(),
});

/** The model of a config that has no errors; warnings of keys without effect are none. */
function allowed(decoder: unknown): ModelConfig | undefined {
  const encoder = { hidden_size: 4, embeddings: { embedding_dim: 4 } };
  const data = { train: 'train.tsv', dev: 'dev.tsv', share_vocab: true };
  const { config, diagnostics } = parseConfig(JSON.stringify({ data, model: { encoder, decoder } }));
  return diagnostics.some(({ severity }) => severity === 'error') ? undefined : config?.model;
}

describe('decoding step by step agrees with teacher forcing', function () {
  this.timeout(120_000);
  let engine: Engine;
  before(async () => {
    engine = await wasmEngine();
  });
  after(() => engine.dispose());

  it('in every combination of options that no rule refuses', () => {
    const models = decoders.map(allowed).filter((model) => model !== undefined);
    fc.assert(
      fc.property(models, (config) => {
        const model = buildModel(config, {
          sourceVocabularySize: vocabularySize,
          targetVocabularySize: vocabularySize,
        });
        engine.defineVariables(initializeParameters(model.parameters, 1));
        const step = engine.compile({
          name: 'both',
          feeds: batchSpecs(sizes),
          body: (variables, feeds) => {
            const { source, targetInputIds } = batchTensors(feeds);
            const { encoded, state } = model.encode(variables, source);
            const steps: DecoderStepOutput[] = [];
            for (const ids of unstack(targetInputIds, 1))
              steps.push(model.decodeStep(variables, encoded, steps.at(-1)?.state ?? state, ids as Tensor1D));
            const stepwise = steps.map(({ logits }) => logits);
            return {
              fetches: {
                forced: model.decodeTeacherForced(variables, encoded, state, targetInputIds),
                stepwise: stack(stepwise, 1),
              },
            };
          },
        });
        const { forced, stepwise } = step.run(batchFeeds(batch)).fetches;
        step.dispose();
        assertClose(stepwise!, forced!, 1e-5, 'logits');
      }),
      { numRuns: 60 },
    );
  });
});
