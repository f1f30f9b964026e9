import type { GateTrace } from '../core/inspect/gateTrace';
import { drawAttention } from './attentionDrawing';

/**
 * How far each gate was open at every step, for a terminal of so many columns: the darker the more, one column for each unit.
 */
export function drawGates({ steps, gates }: GateTrace, { columns }: { readonly columns: number }): string[] {
  return gates.flatMap(({ layer, gate, units, values }) => [
    `${layer}, ${gate} gate (steps down, units across):`,
    ...drawAttention(
      { rows: steps.length, columns: units, values },
      Array.from({ length: units }, (_, unit) => String(unit + 1)),
      steps,
      { columns },
    ),
    '',
  ]);
}
