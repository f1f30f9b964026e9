import type { Regions } from '../model/model';
import type { Codecs } from '../text/codecs';
import type { AttentionMap } from './hypothesis';

/**
 * Source tokens in reading order, with the end symbol if the encoder reads one: the columns of an attention map.
 * @param regions of a picture, which are the columns then
 */
export function sourceColumns(codecs: Codecs, tokens: readonly string[], regions?: Regions): string[] {
  if (regions !== undefined) return regionNames(regions);
  const { source, sourceEos } = codecs;
  return sourceEos ? [...tokens, source.tokenOf(source.eosId)] : [...tokens];
}

/** Row and column of each region, from 1: `2,3`. */
function regionNames({ rows, columns }: Regions): string[] {
  return Array.from(
    { length: rows * columns },
    (_, index) => `${Math.floor(index / columns) + 1},${(index % columns) + 1}`,
  );
}

/**
 * Attention rows, as the encoder read the source, → a map whose columns are in reading order: those of a reversed source
 * are turned back; the end symbol stays last.
 */
export function attentionMap(codecs: Codecs, rows: readonly Float32Array[]): AttentionMap {
  const columns = rows[0]?.length ?? 0;
  const tokens = codecs.sourceEos ? columns - 1 : columns;
  const values = new Float32Array(rows.length * columns);
  rows.forEach((row, index) => {
    const target = values.subarray(index * columns, (index + 1) * columns);
    target.set(row);
    if (codecs.sourceReverse) target.subarray(0, Math.max(tokens, 0)).reverse();
  });
  return { rows: rows.length, columns, values };
}
