import { StepMask } from './constraints/stepMask';
import type { DecodingModel, DecodingRequest, SourceBatch } from './decodingModel';
import { rankedTokens, type RankedToken } from './rankedTokens';
import {
  attentionRow,
  extend,
  forcedAt,
  hypothesisOf,
  type Node,
  type SearchHypothesis,
  type SearchOptions,
} from './search';

/** The token that a row goes on with; undefined when there is none. */
export type ChooseToken = (tokens: Iterable<RankedToken>, row: number) => RankedToken | undefined;

/**
 * Decodes many sources at once, every row by itself. One hypothesis for each row; undefined for rows that only fill the
 * batch, and where the constraint leaves nothing to write. Stops when every row has its end symbol.
 */
export function rowwiseSearch(
  model: DecodingModel,
  source: SourceBatch,
  options: SearchOptions,
  request: DecodingRequest,
  choose: ChooseToken,
): (SearchHypothesis | undefined)[] {
  const { sourceTime, sourceLengths } = source;
  const { bosId, eosId, maxLengths, constraint, coverageBeta = 0 } = options;
  const sourceOf = (row: number): number => Math.floor(row / request.rowsPerSource);
  const rows = source.batchSize * request.rowsPerSource;
  const results = new Array<SearchHypothesis | undefined>(rows).fill(undefined);
  const growing = new Array<Node | undefined>(rows).fill(undefined);
  const open = new Set(Array.from(results.keys()).filter((row) => maxLengths[sourceOf(row)]! > 0));
  if (open.size === 0) return results;
  const previousIds = new Int32Array(rows).fill(bosId);
  const parents = Int32Array.from(results.keys());
  const states = results.map((_, row) => constraint?.start(sourceOf(row), source));
  const session = model.begin(source, request);
  const stepMask = constraint && new StepMask(constraint, rows, session.vocabularySize);
  try {
    for (let length = 1; open.size > 0; length++) {
      const forcedIds = forcedAt(options, length - 1, rows);
      const isForced = forcedIds !== undefined;
      const mask = isForced
        ? undefined
        : stepMask?.of(
            Array.from(open, (row) => ({
              row,
              state: states[row],
              room: maxLengths[sourceOf(row)]! - length + 1,
            })),
          );
      const output = session.step(previousIds, parents, forcedIds, mask);
      const forbids = (row: number, id: number): boolean => stepMask?.forbids(mask, row, id) === true;
      const rules = { ...options, isForced, forbids };
      for (const row of open) {
        const chosen = choose(rankedTokens(output, row, growing[row], rules), row);
        if (chosen === undefined) {
          open.delete(row);
          continue;
        }
        const { id, logProbability, ranked } = chosen;
        const keepsAttention = options.keepAttention?.(sourceOf(row)) === true;
        const seen =
          keepsAttention || coverageBeta !== 0
            ? attentionRow(
                output.attention,
                row,
                model.encodedTime(sourceTime),
                model.encodedTime(sourceLengths[sourceOf(row)]!),
              )
            : undefined;
        const node = extend(growing[row], id, logProbability, seen, ranked);
        growing[row] = node;
        states[row] = constraint?.advance(states[row], id);
        previousIds[row] = id;
        if (id !== eosId && length < maxLengths[sourceOf(row)]!) continue;
        results[row] = hypothesisOf(node, id === eosId, options, keepsAttention);
        open.delete(row);
      }
    }
  } finally {
    session.dispose();
  }
  return results;
}
