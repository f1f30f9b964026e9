import { tensor, type Tensor } from '@tensorflow/tfjs-core';
import type { Feed } from '../core/step/engine';
import type { NamedSpecs } from '../core/step/step';
import { checkKeptTensor, fedValues, namedFeeds, type NamedFeed } from './checkFeeds';
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
  return Object.fromEntries(
    namedFeeds(stepName, specs, feeds).map((named) => [named.name, feedTensor(named)]),
  );
}

function feedTensor(named: NamedFeed): Tensor {
  const { spec, feed } = named;
  if (feed instanceof EagerTensor) {
    const { tensor: kept } = feed;
    // The step's declaration is one of these three types, so a kept tensor that passes is too.
    checkKeptTensor(named, {
      shape: kept.shape,
      dtype: kept.dtype as typeof spec.dtype,
      isDisposed: kept.isDisposed,
    });
    return kept;
  }
  // A copy: some backends keep the array they are given, and callers refill theirs for the next run.
  return tensor(unalignedCopy(fedValues(named)), [...spec.shape], spec.dtype);
}
