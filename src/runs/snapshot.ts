import { z } from 'zod';
import type { AttentionMap } from '../core/decode/hypothesis';
import type { MachineTrace } from '../core/inspect/machineTrace';
import { decodeSafetensors, encodeSafetensors, type SafetensorsTensor } from './safetensors';

/** What is kept of the probe set at a validation, by the samples' index. */
export interface Snapshot {
  readonly step: number;
  readonly maps: ReadonlyMap<number, AttentionMap>;
  /** Of a Neural Turing Machine. */
  readonly machines: ReadonlyMap<number, MachineTrace>;
}

/** What a machine's tensors don't say. */
const machineSchema = z.object({
  steps: z.array(z.string()),
  sourceSteps: z.int().min(0),
  readHeads: z.int().min(1),
  writeHeads: z.int().min(1),
});

/** Name of the metadata that say more of a sample's machine, and beginning of the names of its tensors. */
const machineKey = (index: number): string => `machine.${index}`;

/**
 * A snapshot as a safetensors file: a sample's attention `[rows, columns]` under its index, and of a machine
 * `machine.<index>.weightings` `[steps, heads, rows]` and `machine.<index>.memory` `[steps, rows, width]`.
 */
export function encodeSnapshot({ step, maps, machines }: Snapshot): Uint8Array {
  const tensors = new Map<string, SafetensorsTensor>();
  const metadata: Record<string, string> = { step: String(step) };
  for (const [index, { rows, columns, values }] of maps)
    tensors.set(String(index), { shape: [rows, columns], values });
  for (const [index, machine] of machines) {
    const { steps, sourceSteps, readHeads, writeHeads, rows, width, weightings, memory } = machine;
    const key = machineKey(index);
    metadata[key] = JSON.stringify({ steps, sourceSteps, readHeads, writeHeads });
    tensors.set(`${key}.weightings`, {
      shape: [steps.length, readHeads + writeHeads, rows],
      values: weightings,
    });
    tensors.set(`${key}.memory`, { shape: [steps.length, rows, width], values: memory });
  }
  return encodeSafetensors({ tensors, metadata });
}

/** @throws Error saying what is wrong with the bytes */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const maps = new Map<number, AttentionMap>();
  const machines = new Map<number, MachineTrace>();
  for (const [name, { shape, values }] of tensors) {
    if (!/^\d+$/.test(name)) continue;
    const [rows, columns] = shape;
    if (rows === undefined || columns === undefined || shape.length !== 2)
      throw new Error(`tensor ${name} is not a [rows, columns] map`);
    const index = Number(name);
    maps.set(index, { rows, columns, values: Float32Array.from(values) });
    const about = metadata[machineKey(index)];
    if (about !== undefined) machines.set(index, readMachine(tensors, machineKey(index), about));
  }
  return { step: Number(metadata['step']), maps, machines };
}

function readMachine(
  tensors: ReadonlyMap<string, SafetensorsTensor>,
  key: string,
  about: string,
): MachineTrace {
  const { steps, sourceSteps, readHeads, writeHeads } = machineSchema.parse(JSON.parse(about));
  const weightings = tensors.get(`${key}.weightings`);
  const memory = tensors.get(`${key}.memory`);
  const [, rows = 0, width = 0] = memory?.shape ?? [];
  const expected = [steps.length, readHeads + writeHeads, rows];
  if (weightings === undefined || memory === undefined || String(weightings.shape) !== String(expected))
    throw new Error(`the tensors of ${key} are not those of ${steps.length} steps`);
  return {
    ...{ steps, sourceSteps, readHeads, writeHeads, rows, width },
    weightings: Float32Array.from(weightings.values),
    memory: Float32Array.from(memory.values),
  };
}
