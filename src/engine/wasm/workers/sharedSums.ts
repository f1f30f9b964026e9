import { Add, getKernel, util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { NamedSpecs } from '../../../core/step/step';
import type { Program } from '../../trace/program';
import type { TensorMemory } from '../tensorMemory';
import { wasmBackendName } from '../wasmKernel';

/**
 * The sums of all shards of a step, in shared memory. There is room for two runs: when a participant writes the sums of one,
 * others may still read those of the run before.
 */
export class SharedSums {
  private readonly values: Float32Array;
  private readonly size: number;

  constructor(
    readonly buffer: SharedArrayBuffer,
    private readonly specs: NamedSpecs,
    private readonly shards: number,
  ) {
    this.values = new Float32Array(buffer);
    this.size = sizeOf(specs);
  }

  /** @param shard a program whose kept tensors are the sums */
  static create(shard: Program, shards: number): SharedSums {
    const specs = sumSpecs(shard);
    const bytes = Float32Array.BYTES_PER_ELEMENT * 2 * shards * sizeOf(specs);
    return new SharedSums(new SharedArrayBuffer(bytes), specs, shards);
  }

  /** Publishes what a shard computed. */
  write(
    memory: Pick<TensorMemory, 'typedArrayFromHeap'>,
    run: number,
    shard: number,
    sums: ReadonlyMap<string, TensorInfo>,
  ): void {
    let offset = this.start(run, shard);
    for (const [name, { shape }] of Object.entries(this.specs)) {
      this.values.set(memory.typedArrayFromHeap(sums.get(name)!), offset);
      offset += util.sizeFromShape([...shape]);
    }
  }

  /**
   * The totals over all shards, added in their order.
   * @param own what `shard` computed itself; these tensors are freed or become the totals
   */
  add(
    memory: TensorMemory,
    run: number,
    shard: number,
    own: ReadonlyMap<string, TensorInfo>,
  ): Map<string, TensorInfo> {
    const totals = new Map<string, TensorInfo>();
    let offset = 0;
    for (const [name, { shape }] of Object.entries(this.specs)) {
      const size = util.sizeFromShape([...shape]);
      const part = (index: number): TensorInfo => {
        if (index === shard) return own.get(name)!;
        const tensor = memory.makeOutput([...shape], 'float32');
        const start = this.start(run, index) + offset;
        (memory.typedArrayFromHeap(tensor) as Float32Array).set(this.values.subarray(start, start + size));
        return tensor;
      };
      let total = part(0);
      for (let index = 1; index < this.shards; index++) {
        const [a, b] = [total, part(index)];
        total = addTensors(memory, a, b);
        memory.disposeData(a.dataId);
        memory.disposeData(b.dataId);
      }
      totals.set(name, total);
      offset += size;
    }
    return totals;
  }

  private start(run: number, shard: number): number {
    return ((run % 2) * this.shards + shard) * this.size;
  }
}

/** The sums that a shard keeps. @throws Error when one is no float32 tensor */
export function sumSpecs({ name, kept, values }: Program): NamedSpecs {
  return Object.fromEntries(
    Object.entries(kept).map(([key, id]) => {
      const spec = values[id]!;
      if (spec.dtype !== 'float32')
        throw new Error(`"${name}" keeps "${key}" as ${spec.dtype}: sums over shards are float32.`);
      return [key, spec];
    }),
  );
}

function addTensors(memory: TensorMemory, a: TensorInfo, b: TensorInfo): TensorInfo {
  const { kernelFunc } = getKernel(Add, wasmBackendName);
  const sum = kernelFunc({ inputs: { a, b }, backend: memory });
  if (Array.isArray(sum)) throw new Error('An addition gave several tensors.');
  return sum;
}

function sizeOf(specs: NamedSpecs): number {
  return Object.values(specs).reduce((sum, { shape }) => sum + util.sizeFromShape([...shape]), 0);
}
