import type { MachineTrace } from '../core/inspect/machineTrace';
import { drawAttention } from './attentionDrawing';

/** What a machine did, as text for a terminal of so many columns. */
export interface MemoryDrawingOptions {
  readonly columns: number;
}

const cellWidth = 5;

/**
 * Where each head of a machine was at every step, the darker the more weight, and the numbers that the memory held when the
 * source had been read.
 */
export function drawMachine(trace: MachineTrace, { columns }: MemoryDrawingOptions): string[] {
  const { steps, sourceSteps, readHeads, writeHeads, rows } = trace;
  const numbers = Array.from({ length: rows }, (_, row) => String(row + 1));
  const heads = Array.from({ length: readHeads + writeHeads }, (_, head) => {
    const name = head < readHeads ? `Reading head ${head + 1}` : `Writing head ${head - readHeads + 1}`;
    const map = {
      rows: steps.length,
      columns: rows,
      values: Float32Array.from(headRows(trace, head).flat()),
    };
    return [
      `${name} (steps down, rows of the memory across):`,
      ...drawAttention(map, numbers, steps, { columns }),
    ];
  });
  const memory =
    sourceSteps === 0 ? [] : ['Memory when the source has been read:', ...drawMemory(trace, columns)];
  return [...heads, memory].filter((lines) => lines.length > 0).flatMap((lines) => [...lines, '']);
}

/** The weights of one head, `[steps][rows]`. */
export function headRows(
  { steps, readHeads, writeHeads, rows, weightings }: MachineTrace,
  head: number,
): number[][] {
  return steps.map((_, step) => {
    const first = (step * (readHeads + writeHeads) + head) * rows;
    return [...weightings.subarray(first, first + rows)];
  });
}

/** What the memory holds after a step, `[rows][width]`. */
export function memoryRows({ rows, width, memory }: MachineTrace, step: number): number[][] {
  return Array.from({ length: rows }, (_, row) => {
    const first = (step * rows + row) * width;
    return [...memory.subarray(first, first + width)];
  });
}

function drawMemory(trace: MachineTrace, columns: number): string[] {
  const labelWidth = String(trace.rows).length;
  const shown = Math.max(1, Math.min(trace.width, Math.floor((columns - labelWidth - 2) / cellWidth)));
  const lines = memoryRows(trace, trace.sourceSteps - 1).map((numbers, row) => {
    const cells = numbers.slice(0, shown).map((value) => numberText(value).padStart(cellWidth));
    return `${String(row + 1).padStart(labelWidth)} │${cells.join('')}`;
  });
  const more = trace.width - shown;
  return more === 0 ? lines : [...lines, `${' '.repeat(labelWidth)}  … ${more} more columns`];
}

/** One digit; a dot for what would read 0.0, so that what was written stands out. */
function numberText(value: number): string {
  return Math.abs(value) < 0.05 ? '·' : value.toFixed(1);
}
