import { addN } from '@tensorflow/tfjs-core';
import assert from 'node:assert/strict';
import type { NamedTensors, Step } from '../../src/core/step/step';

/** A step computed in shards: what an engine does with them, in one body. */
export function inShards(step: Step, count: number): Step {
  const { sharded } = step;
  assert.ok(sharded);
  const shards = Array.from({ length: count }, (_, index) => sharded.shard(index, count));
  return {
    ...step,
    body: (variables, feeds) => {
      const parts = shards.map((shard) => shard.body(variables, feeds).kept ?? {});
      const sums = Object.fromEntries(
        Object.keys(parts[0]!).map((name) => [name, addN(parts.map((part) => part[name]!))]),
      );
      const given: NamedTensors = { ...feeds, ...sums };
      const needed = Object.keys(sharded.combine.feeds).map((name) => [name, given[name]!] as const);
      return sharded.combine.body(variables, Object.fromEntries(needed));
    },
  };
}
