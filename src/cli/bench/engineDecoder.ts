import { configSchema, type Config } from '../../core/config/schema';
import { seededRandom } from '../../core/data/seededRandom';
import { Decoder } from '../../core/decode/decoder';
import { decodeOptions } from '../../core/decode/decodeOptions';
import type { DecodeOptions } from '../../core/decode/hypothesis';
import { buildModel } from '../../core/model/buildModel';
import { modelSizes } from '../../core/model/modelSizes';
import type { Engine, VariableValue } from '../../core/step/engine';
import { buildCodecs } from '../../core/data/buildCodecs';
import type { Codecs } from '../../core/text/codecs';
import type { CaseMessage, DecodingTask } from './peerMessages';

/** Characters of a selection, and of every hypothesis: the model is kept from ending it. */
const characters = 40;
/** With the special symbols, the vocabulary of the reference shapes. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
const lines = 200;
const shortestLine = 10;

/** Decodes random text with a model that was never trained, on one of our engines. */
export class EngineDecoder {
  private readonly decoder: Decoder;
  private readonly options: DecodeOptions;
  private readonly random = seededRandom('bench decoding');

  constructor(engine: Engine, one: CaseMessage, weights: ReadonlyMap<string, VariableValue>) {
    const config: Config = configSchema.parse({
      data: { train: 'train.tsv', dev: 'dev.tsv' },
      model: one.model,
      testing: { max_output_length: characters },
    });
    const codecs = buildCodecs(config.data, [{ source: alphabet, target: alphabet }]);
    const model = buildModel(one.model, modelSizes(codecs));
    engine.defineVariables(neverEnding(weights, codecs));
    this.decoder = new Decoder({ engine, model, codecs, config });
    this.options = decodeOptions(config);
  }

  /** Milliseconds of each of so many runs of a task; every run decodes other text. */
  run(task: DecodingTask, runs: number): number[] {
    return Array.from({ length: runs }, () => {
      const sources = this.sources(task);
      const startedAtMs = performance.now();
      const outcomes = this.decoder.decode(sources, {
        ...this.options,
        beamSize: task === 'beam5' ? 5 : 1,
        nBest: 1,
      });
      const elapsedMs = performance.now() - startedAtMs;
      const refused = outcomes.find((outcome) => outcome.type === 'refused');
      if (refused !== undefined) throw new Error(refused.message);
      return elapsedMs;
    });
  }

  dispose(): void {
    this.decoder.dispose();
  }

  private sources(task: DecodingTask): string[] {
    if (task !== 'lines200') return [this.text(characters)];
    return Array.from({ length: lines }, () =>
      this.text(shortestLine + this.random.integer(characters - shortestLine + 1)),
    );
  }

  private text(length: number): string {
    return Array.from({ length }, () => alphabet[this.random.integer(alphabet.length)]).join('');
  }
}

function neverEnding(
  weights: ReadonlyMap<string, VariableValue>,
  { target }: Codecs,
): Map<string, VariableValue> {
  const name = 'decoder.output.bias';
  const bias = weights.get(name);
  if (bias === undefined) throw new Error(`The weights lack ${name}.`);
  const values = bias.values.slice();
  values[target.eosId] = -1000;
  return new Map([...weights, [name, { shape: bias.shape, values }]]);
}
