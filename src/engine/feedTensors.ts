import { tensor, util, type Tensor } from '@tensorflow/tfjs-core';
import type { Feed, TypedValues } from '../core/step/engine';
import type { ElementType, NamedSpecs, TensorSpec } from '../core/step/step';
import { EagerTensor } from './eagerTensor';
import { unalignedCopy } from './unalignedCopy';

/**
 * The tensors that a step's body receives: typed arrays are uploaded, kept tensors are handed through.
 * @throws Error when a feed is missing, unknown, disposed, or of another length, shape or type than the step declares.
 */
export function feedTensors(
  stepName: string,
  specs: NamedSpecs,
  feeds: Readonly<Record<string, Feed>>,
): Record<string, Tensor> {
  for (const name of Object.keys(feeds))
    if (specs[name] === undefined)
      throw new Error(
        `Step "${stepName}" has no feed "${name}"; it takes ${Object.keys(specs).join(', ') || 'none'}.`,
      );
  const tensors: Record<string, Tensor> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const feed = feeds[name];
    const where = `Feed "${name}" of step "${stepName}"`;
    if (feed === undefined) throw new Error(`${where} is missing.`);
    tensors[name] = feed instanceof EagerTensor ? keptTensor(where, spec, feed) : upload(where, spec, feed);
  }
  return tensors;
}

function keptTensor(where: string, spec: TensorSpec, { tensor: kept }: EagerTensor): Tensor {
  if (kept.isDisposed) throw new Error(`${where} has been disposed.`);
  if (!util.arraysEqual([...spec.shape], kept.shape))
    throw new Error(`${where} has shape [${kept.shape.join(', ')}], expected [${spec.shape.join(', ')}].`);
  if (kept.dtype !== spec.dtype) throw new Error(`${where} is ${kept.dtype}, expected ${spec.dtype}.`);
  return kept;
}

function upload(where: string, spec: TensorSpec, feed: Feed): Tensor {
  if (!isTypedValues(feed)) throw new Error(`${where} is a tensor of another engine.`);
  const given = elementType(feed);
  if (given !== spec.dtype) throw new Error(`${where} is ${given}, expected ${spec.dtype}.`);
  const size = util.sizeFromShape([...spec.shape]);
  if (feed.length !== size)
    throw new Error(
      `${where} has ${feed.length} values, expected ${size} for shape [${spec.shape.join(', ')}].`,
    );
  // A copy: some backends keep the array they are given, and callers refill theirs for the next run.
  return tensor(unalignedCopy(feed), [...spec.shape], spec.dtype);
}

function isTypedValues(feed: Feed): feed is TypedValues {
  return feed instanceof Float32Array || feed instanceof Int32Array || feed instanceof Uint8Array;
}

function elementType(values: TypedValues): ElementType {
  if (values instanceof Float32Array) return 'float32';
  return values instanceof Int32Array ? 'int32' : 'bool';
}
