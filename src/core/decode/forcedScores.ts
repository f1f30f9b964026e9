import type { DecodingModel, SourceBatch } from './decodingModel';
import { attentionRow } from './search';

/** What a model says about a given target. */
export interface ForcedScore {
  readonly tokenLogProbabilities: readonly number[];
  /** For each token, the attention `[encoded length]`; undefined if it is not wanted or there is none. */
  readonly attention: readonly Float32Array[] | undefined;
}

/**
 * Gives each source its target token by token, as a search would have chosen it (forced decoding).
 * @param targets for each source that is real, its ids with the end symbol
 */
export function forcedScores(
  model: DecodingModel,
  source: SourceBatch,
  targets: readonly Int32Array[],
  { bosId, eosId, attention }: { bosId: number; eosId: number; attention: boolean },
): ForcedScore[] {
  const { batchSize, sourceTime, sourceLengths } = source;
  const longest = targets.reduce((length, ids) => Math.max(length, ids.length), 0);
  const tokens = targets.map((): number[] => []);
  const rows = targets.map((): Float32Array[] => []);
  const parents = Int32Array.from({ length: batchSize }, (_, row) => row);
  let previousIds = new Int32Array(batchSize).fill(bosId);
  const session = model.begin(source, { rowsPerSource: 1, candidates: 1, attention });
  try {
    for (let position = 0; position < longest; position++) {
      const forcedIds = Int32Array.from(previousIds, (_, row) => targets[row]?.[position] ?? eosId);
      const output = session.step(previousIds, parents, forcedIds);
      targets.forEach((ids, row) => {
        if (position >= ids.length) return;
        tokens[row]?.push(output.logProbabilities[row]!);
        const seen = attentionRow(
          output.attention,
          row,
          model.encodedTime(sourceTime),
          model.encodedTime(sourceLengths[row]!),
        );
        if (seen !== undefined) rows[row]?.push(seen);
      });
      previousIds = forcedIds;
    }
  } finally {
    session.dispose();
  }
  return tokens.map((tokenLogProbabilities, row) => {
    const seen = rows[row] ?? [];
    return { tokenLogProbabilities, attention: seen.length === 0 ? undefined : seen };
  });
}
