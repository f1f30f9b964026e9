import { StepMask } from './constraints/stepMask';
import type { DecodingModel, DecodingRequest, SourceBatch } from './decodingModel';
import {
  attentionRow,
  extend,
  hypothesisOf,
  type Node,
  type SearchHypothesis,
  type SearchOptions,
} from './search';

/** What greedy search asks of a model. */
export function greedyRequest({
  neverIds,
  keepAttention,
}: Pick<SearchOptions, 'neverIds' | 'keepAttention'>): DecodingRequest {
  return { rowsPerSource: 1, candidates: 1 + neverIds.length, attention: keepAttention !== undefined };
}

/**
 * Decodes many sources at once, always with the most probable next token (the lowest id among equals). One hypothesis for
 * each source; undefined for rows that only fill the batch, and where the constraint leaves nothing to write. Stops when
 * every source has its end symbol.
 */
export function greedySearch(
  model: DecodingModel,
  source: SourceBatch,
  options: SearchOptions,
): (SearchHypothesis | undefined)[] {
  const { batchSize, sourceTime, sourceLengths } = source;
  const { bosId, eosId, maxLengths, neverIds, prefixIds, constraint, alpha } = options;
  const results = new Array<SearchHypothesis | undefined>(batchSize).fill(undefined);
  const growing = new Array<Node | undefined>(batchSize).fill(undefined);
  const open = new Set(Array.from(results.keys()).filter((row) => maxLengths[row]! > 0));
  if (open.size === 0) return results;
  const previousIds = new Int32Array(batchSize).fill(bosId);
  const parents = Int32Array.from(results.keys());
  const states = results.map((_, row) => constraint?.start(row));
  const session = model.begin(source, greedyRequest(options));
  const stepMask = constraint && new StepMask(constraint, batchSize, session.vocabularySize);
  try {
    for (let length = 1; open.size > 0; length++) {
      const forcedId = prefixIds[length - 1];
      const rows = Array.from(open, (row) => ({
        row,
        state: states[row],
        room: maxLengths[row]! - length + 1,
      }));
      const mask = forcedId === undefined ? stepMask?.of(rows) : undefined;
      const output = session.step(previousIds, parents, forcedId, mask);
      const { width, ids, logProbabilities, attention } = output;
      for (const row of open) {
        let place = row * width;
        if (forcedId === undefined)
          while (neverIds.includes(ids[place]!) && place < (row + 1) * width - 1) place++;
        const id = ids[place]!;
        if (stepMask?.forbids(mask, row, id) === true) {
          open.delete(row);
          continue;
        }
        const seen = options.keepAttention?.(row)
          ? attentionRow(attention, row, sourceTime, sourceLengths[row]!)
          : undefined;
        const node = extend(growing[row], id, logProbabilities[place]!, seen);
        growing[row] = node;
        states[row] = constraint?.advance(states[row], id);
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
