import type { DecodingModel, SourceBatch } from './decodingModel';
import {
  attentionRow,
  extend,
  hypothesisOf,
  type Node,
  type SearchHypothesis,
  type SearchOptions,
} from './search';

/**
 * Decodes many sources at once, always with the most probable next token (the lowest id among equals). One hypothesis for
 * each source; undefined for rows that only fill the batch. Stops when every source has its end symbol.
 */
export function greedySearch(
  model: DecodingModel,
  source: SourceBatch,
  options: SearchOptions,
): (SearchHypothesis | undefined)[] {
  const { batchSize, sourceTime, sourceLengths } = source;
  const { bosId, eosId, maxLengths, prefixIds, alpha } = options;
  const results = new Array<SearchHypothesis | undefined>(batchSize).fill(undefined);
  const growing = new Array<Node | undefined>(batchSize).fill(undefined);
  const open = new Set(Array.from(results.keys()).filter((row) => maxLengths[row]! > 0));
  if (open.size === 0) return results;
  const never = new Set(options.neverIds);
  const previousIds = new Int32Array(batchSize).fill(bosId);
  const parents = Int32Array.from(results.keys());
  const session = model.begin(source, 1);
  try {
    for (let length = 1; open.size > 0; length++) {
      const { logProbabilities, attention } = session.step(previousIds, parents);
      const forced = prefixIds[length - 1];
      for (const row of open) {
        const scores = rowOf(logProbabilities, row, model.vocabularySize);
        const id = forced ?? mostProbable(scores, never);
        const seen = options.keepAttention(row)
          ? attentionRow(attention, row, sourceTime, sourceLengths[row]!)
          : undefined;
        const node = extend(growing[row], id, scores[id]!, seen);
        growing[row] = node;
        previousIds[row] = id;
        if (id !== eosId && length < maxLengths[row]!) continue;
        results[row] = hypothesisOf(node, id === eosId, alpha);
        open.delete(row);
      }
    }
  } finally {
    session.dispose();
  }
  return results;
}

function rowOf(values: Float32Array, row: number, size: number): Float32Array {
  return values.subarray(row * size, (row + 1) * size);
}

function mostProbable(scores: Float32Array, never: ReadonlySet<number>): number {
  let best = -1;
  for (let id = 0; id < scores.length; id++) {
    if ((best === -1 || scores[id]! > scores[best]!) && !never.has(id)) best = id;
  }
  return best;
}
