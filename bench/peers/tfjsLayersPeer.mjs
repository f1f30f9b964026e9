/**
 * The recurrent encoder-decoder of tfjs' own layers (`tf.layers`) on tfjs-node, op by op: what there is for TensorFlow.js
 * without this product. It has no clipping and no attention layer, so the step is a loop of its own around the layers.
 * Answers as `peer.py` does. Argument: a folder whose node_modules have tfjs-node.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import util from 'node:util';

// Two functions that tfjs-node calls and that newer versions of Node lack.
util.isArray ??= Array.isArray;
util.isNullOrUndefined ??= (value) => value === undefined || value === null;
const require = createRequire(path.join(path.resolve(process.argv[2]), 'package.json'));
const tf = require('@tensorflow/tfjs-node');

class Unsupported extends Error {}

/** softmax(queries·valuesᵀ) over the unmasked values, times the values. */
class MaskedAttention extends tf.layers.Layer {
  static className = 'MaskedAttention';

  computeOutputShape([query, value]) {
    return [...query.slice(0, 2), value[2]];
  }

  call([queries, values, mask]) {
    return tf.tidy(() => {
      const padding = tf.mul(tf.sub(mask, 1), 1e9).expandDims(1);
      const scores = tf.add(tf.matMul(queries, values, false, true), padding);
      return tf.matMul(tf.softmax(scores), values);
    });
  }

  computeMask() {
    return null;
  }
}

class LayersTrainer {
  constructor({ model, training, size }, weights, batch) {
    const { encoder, decoder } = model;
    if (encoder.type === 'ntm' || size.featureSize !== undefined)
      throw new Unsupported('only encoder-decoders from tokens to tokens');
    const plain =
      encoder.rnn_type === 'lstm' &&
      !encoder.bidirectional &&
      decoder.attention.type === 'dot' &&
      decoder.init_hidden === 'last' &&
      encoder.num_layers === 1 &&
      decoder.num_layers === 1;
    if (!plain)
      throw new Unsupported(
        'tfjs layers have no GRU with the reset gate after the product, no masked bidirectional layer and no stack of layers that start from given states',
      );
    this.training = training;
    this.build({ encoder, decoder, size });
    this.initial = weights;
    this.variables = this.layers.flatMap(([layer, ...names]) =>
      layer.getWeights(true).length === names.length
        ? layer.trainableWeights.map((weight, index) => ({ variable: weight.val, name: names[index] }))
        : [],
    );
    this.inputs = [
      tensor(batch.source_ids),
      this.mask(batch.source_lengths, size.sourceTime),
      tensor(batch.target_input_ids),
    ];
    this.targets = tensor(batch.target_output_ids).flatten();
    this.targetMask = this.mask(batch.target_lengths, size.targetTime).flatten();
  }

  build({ encoder, decoder, size }) {
    const { vocabulary, sourceTime, targetTime, batch } = size;
    const outputDim = encoder.embeddings.embedding_dim;
    this.layers = [];
    const add = (layer, ...names) => {
      this.layers.push([layer, ...names]);
      return layer;
    };
    const lstm = (units, prefix) =>
      add(
        tf.layers.lstm({ units, recurrentActivation: 'sigmoid', returnSequences: true, returnState: true }),
        `${prefix}.kernel`,
        `${prefix}.recurrent_kernel`,
        `${prefix}.bias`,
      );
    const embedding = (side, maskZero) =>
      add(tf.layers.embedding({ inputDim: vocabulary, outputDim, maskZero }), `${side}.embeddings`);
    const source = tf.input({ batchShape: [batch, sourceTime], dtype: 'int32' });
    const mask = tf.input({ batchShape: [batch, sourceTime] });
    const target = tf.input({ batchShape: [batch, targetTime], dtype: 'int32' });
    let outputs = embedding('encoder', true).apply(source);
    const last = [];
    for (let layer = 0; layer < encoder.num_layers; layer++) {
      const [sequence, ...state] = lstm(encoder.hidden_size, `encoder.layers.${layer}.forward`).apply(
        outputs,
      );
      outputs = sequence;
      last.push(state);
    }
    let hidden = embedding('decoder', false).apply(target);
    for (let layer = 0; layer < decoder.num_layers; layer++)
      [hidden] = lstm(decoder.hidden_size, `decoder.layers.${layer}`).apply(hidden, {
        initialState: last[layer],
      });
    const context = new MaskedAttention({}).apply([hidden, outputs, mask]);
    const joined = tf.layers.concatenate({ axis: 2 }).apply([hidden, context]);
    const attentional = add(
      tf.layers.dense({ units: decoder.hidden_size, useBias: false, activation: 'tanh' }),
      'decoder.attentional.kernel',
    ).apply(joined);
    const logits = add(
      tf.layers.dense({ units: vocabulary }),
      'decoder.output.kernel',
      'decoder.output.bias',
    ).apply(attentional);
    this.model = tf.model({ inputs: [source, mask, target], outputs: logits });
  }

  mask(lengths, time) {
    return tf.tidy(() => tf.less(tf.range(0, time).expandDims(0), tensor(lengths).expandDims(1)).toFloat());
  }

  reset() {
    for (const { variable, name } of this.variables) variable.assign(tensor(this.initial[name]));
    this.optimizer?.dispose();
    const { learning_rate, adam_betas } = this.training;
    this.optimizer = tf.train.adam(learning_rate, ...adam_betas, 1e-8);
  }

  step() {
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => {
          const logits = this.model.apply(this.inputs, { training: true });
          const losses = tf.losses.softmaxCrossEntropy(
            tf.oneHot(this.targets, logits.shape[2]),
            logits.reshape([-1, logits.shape[2]]),
            undefined,
            0,
            tf.Reduction.NONE,
          );
          return tf.div(tf.sum(tf.mul(losses, this.targetMask)), tf.sum(this.targetMask));
        },
        this.variables.map(({ variable }) => variable),
      );
      const norm = tf.sqrt(tf.addN(Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)))));
      const factor = tf.minimum(tf.div(this.training.clip_grad_norm, tf.add(norm, 1e-6)), 1);
      const clipped = Object.entries(grads).map(([name, gradient]) => ({
        name,
        tensor: tf.mul(gradient, factor),
      }));
      this.optimizer.applyGradients(clipped);
      return value.dataSync()[0];
    });
  }

  dispose() {
    this.optimizer?.dispose();
    this.model.dispose();
  }
}

function tensor({ shape, values }) {
  return tf.tensor(values, shape, values instanceof Int32Array ? 'int32' : 'float32');
}

/** The tensors of a safetensors file, by name. */
async function readTensors(file) {
  const bytes = new Uint8Array(await readFile(file));
  const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [begin, end],
        },
      ]) => {
        const { buffer } = bytes.slice(start + begin, start + end);
        return [name, { shape, values: dtype === 'I32' ? new Int32Array(buffer) : new Float32Array(buffer) }];
      },
    ),
  );
}

let trainer;

async function answer(request) {
  switch (request.type) {
    case 'load': {
      trainer?.dispose();
      trainer = undefined;
      const [weights, batch] = await Promise.all([
        readTensors(request.weightsFile),
        readTensors(request.batchFile),
      ]);
      const startedAtMs = performance.now();
      trainer = new LayersTrainer(request.case, weights, batch);
      trainer.reset();
      trainer.step();
      return { firstStepMs: performance.now() - startedAtMs };
    }
    case 'losses':
      trainer.reset();
      return { losses: Array.from({ length: request.steps }, () => trainer.step()) };
    case 'run': {
      trainer.reset();
      trainer.step();
      const before = process.cpuUsage();
      const stepsMs = Array.from({ length: request.steps }, () => {
        const startedAtMs = performance.now();
        trainer.step();
        return performance.now() - startedAtMs;
      });
      const { user, system } = process.cpuUsage(before);
      return { stepsMs, cpuMs: (user + system) / 1000 };
    }
    case 'memory':
      return { peakBytes: process.resourceUsage().maxRSS * 1024 };
    default:
      throw new Unsupported(`no request "${request.type}"`);
  }
}

const reply = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
reply({
  program: 'tfjs-layers',
  version: `${tf.version['tfjs-layers']} on TensorFlow ${tf.backend().binding.TF_Version}`,
});
for await (const line of createInterface({ input: process.stdin })) {
  try {
    reply(await answer(JSON.parse(line)));
  } catch (error) {
    reply(error instanceof Unsupported ? { unsupported: error.message } : { error: error.stack });
  }
}
