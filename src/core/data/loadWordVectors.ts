import type { ModelConfig } from '../config/schema';
import type { Codecs } from '../text/codecs';
import type { TextCodec } from '../text/textCodec';
import { tokensOf } from '../text/tokensOf';
import { parseWordVectors, WordVectorError } from '../text/wordVectors';
import type { ReadDataFile } from './loadSplits';

type VectorsById = ReadonlyMap<number, Float32Array>;

/** What the files of `load_pretrained` have for the vocabularies. */
export interface LoadedWordVectors {
  readonly sourceVectors: VectorsById | undefined;
  readonly targetVectors: VectorsById | undefined;
  /** Sentences about tokens that keep their initial values. */
  readonly warnings: readonly string[];
}

/** So many tokens without a vector are named. */
const namedTokens = 5;

/**
 * Reads the word vectors that a config begins with.
 * @throws WordVectorError naming the key, and file and line where there are any
 */
export async function loadWordVectors(
  model: ModelConfig,
  codecs: Pick<Codecs, 'source' | 'target'>,
  read: ReadDataFile,
): Promise<LoadedWordVectors> {
  const warnings: string[] = [];
  const load = async (side: 'encoder' | 'decoder', codec: TextCodec): Promise<VectorsById | undefined> => {
    const { load_pretrained: file, embedding_dim } = model[side].embeddings;
    if (file === undefined) return undefined;
    const key = `model.${side}.embeddings`;
    const bytes = await read(file).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new WordVectorError(`${key}.load_pretrained: ${file} can't be read: ${reason}.`);
    });
    if (bytes === undefined)
      throw new WordVectorError(
        `${key}.load_pretrained: There is no file ${file}. Paths are relative to the config file.`,
      );
    const ids = new Map(tokensOf(codec).map((token, id) => [token, id]));
    const { dimension, vectors } = parseWordVectors(bytes, file, new Set(ids.keys()));
    if (dimension !== embedding_dim)
      throw new WordVectorError(
        `${key}.embedding_dim is ${embedding_dim}, but the vectors of ${file} have ${dimension} numbers. Set it to ${dimension}.`,
      );
    const missing = [...ids]
      .filter(([token, id]) => !isSpecial(codec, id) && !vectors.has(token))
      .map(([token]) => token);
    if (missing.length > 0) warnings.push(missingInWords(side, file, missing, ids.size));
    return new Map([...vectors].map(([token, vector]) => [ids.get(token) ?? codec.unkId, vector]));
  };
  const sourceVectors = await load('encoder', codecs.source);
  const isTied = model.tied_embeddings;
  const targetVectors = isTied ? sourceVectors : await load('decoder', codecs.target);
  return { sourceVectors, targetVectors, warnings };
}

function isSpecial({ padId, unkId, bosId, eosId }: TextCodec, id: number): boolean {
  return id === padId || id === unkId || id === bosId || id === eosId;
}

function missingInWords(side: string, file: string, missing: readonly string[], size: number): string {
  const named = missing.slice(0, namedTokens).map((token) => JSON.stringify(token));
  const more = missing.length > named.length ? ', …' : '';
  return `${missing.length} of ${size} tokens of the ${side} have no vector in ${file} and keep their initial values: ${named.join(', ')}${more}.`;
}
