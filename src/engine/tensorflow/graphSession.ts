import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TypedValues } from '../../core/step/engine';
import type { NamedSpecs, TensorSpec } from '../../core/step/step';
import { unalignedCopy } from '../unalignedCopy';
import { graphNames } from './graph/buildGraph';
import { dataType, type Graph } from './graph/graphNode';
import { encodeSavedModel, graphTag } from './graph/savedModel';
import type { NativeTensorInfo, TfjsBinding } from './tfjsBinding';

/** A tensor, and the placeholder that it is fed to. */
export interface FedTensor {
  readonly node: string;
  readonly id: number;
}

/** A graph loaded into native TensorFlow, with values of its variables of its own. */
export class GraphSession {
  private readonly id: number;

  /** @throws Error when TensorFlow does not take the graph */
  constructor(
    private readonly binding: TfjsBinding,
    readonly variables: NamedSpecs,
    graph: Graph,
  ) {
    const folder = mkdtempSync(path.join(tmpdir(), 's2s-graph-'));
    try {
      writeFileSync(path.join(folder, 'saved_model.pb'), encodeSavedModel(graph));
      this.id = binding.loadSavedModel(folder, graphTag);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Sets some of the variables. */
  write(values: ReadonlyMap<string, Float32Array>): void {
    const names = [...values.keys()];
    const fed = names.map((name) => ({
      node: graphNames.newValue(name),
      id: createTensor(this.binding, this.variables[name]!, values.get(name)!),
    }));
    try {
      for (const { id } of this.run(fed, names.map(graphNames.set))) this.binding.deleteTensor(id);
    } finally {
      for (const { id } of fed) this.binding.deleteTensor(id);
    }
  }

  /** Copies of some of the variables' values. */
  read(names: readonly string[]): Map<string, Float32Array> {
    const results = this.run([], names.map(graphNames.value));
    return new Map(
      names.map((name, index) => [name, takeValues(this.binding, results[index]!) as Float32Array]),
    );
  }

  /** Computes nodes' first outputs. The results belong to the caller; the fed tensors stay. */
  run(fed: readonly FedTensor[], nodes: readonly string[]): NativeTensorInfo[] {
    if (nodes.length === 0) return [];
    return this.binding.runSavedModel(
      this.id,
      fed.map(({ id }) => id),
      fed.map(({ node }) => `${node}:0`).join(),
      nodes.map((node) => `${node}:0`).join(),
    );
  }

  dispose(): void {
    this.binding.deleteSavedModel(this.id);
  }
}

/** Uploads values. The tensor belongs to the caller. */
export function createTensor(
  binding: TfjsBinding,
  { shape, dtype }: TensorSpec,
  values: TypedValues,
): number {
  return binding.createTensor(shape, dataType[dtype], unalignedCopy(values));
}

/** Downloads a tensor's values and deletes it. */
export function takeValues(binding: TfjsBinding, { id }: NativeTensorInfo): TypedValues {
  try {
    return binding.tensorDataSync(id);
  } finally {
    binding.deleteTensor(id);
  }
}
