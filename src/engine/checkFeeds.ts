import { util } from '@tensorflow/tfjs-core';
import type { Feed, TypedValues } from '../core/step/engine';
import type { ElementType, NamedSpecs, TensorSpec } from '../core/step/step';

/** A feed that has to be there, with what it should be and words for what is wrong with it. */
export interface NamedFeed {
  readonly name: string;
  readonly spec: TensorSpec;
  readonly feed: Feed;
  /** Begins a message about this feed. */
  readonly where: string;
}

/**
 * The feeds of a step in the order in which it declares them.
 * @throws Error when one is missing or unknown
 */
export function namedFeeds(
  stepName: string,
  specs: NamedSpecs,
  feeds: Readonly<Record<string, Feed>>,
): NamedFeed[] {
  for (const name of Object.keys(feeds))
    if (specs[name] === undefined)
      throw new Error(
        `Step "${stepName}" has no feed "${name}"; it takes ${Object.keys(specs).join(', ') || 'none'}.`,
      );
  return Object.entries(specs).map(([name, spec]) => {
    const feed = feeds[name];
    const where = `Feed "${name}" of step "${stepName}"`;
    if (feed === undefined) throw new Error(`${where} is missing.`);
    return { name, spec, feed, where };
  });
}

/**
 * The values of a feed that is no tensor of an engine.
 * @throws Error when it is one of another engine, or of another length or type than the step declares
 */
export function fedValues({ where, spec, feed }: NamedFeed): TypedValues {
  if (!isTypedValues(feed)) throw new Error(`${where} is a tensor of another engine.`);
  const given = elementType(feed);
  if (given !== spec.dtype) throw new Error(`${where} is ${given}, expected ${spec.dtype}.`);
  const size = util.sizeFromShape([...spec.shape]);
  if (feed.length !== size)
    throw new Error(
      `${where} has ${feed.length} values, expected ${size} for shape [${spec.shape.join(', ')}].`,
    );
  return feed;
}

/**
 * Holds a tensor of an engine against what the step declares.
 * @throws Error when it has been disposed, or has another shape or type
 */
export function checkKeptTensor(
  { where, spec }: NamedFeed,
  kept: TensorSpec & { readonly isDisposed: boolean },
): void {
  if (kept.isDisposed) throw new Error(`${where} has been disposed.`);
  if (!util.arraysEqual([...spec.shape], [...kept.shape]))
    throw new Error(`${where} has shape [${kept.shape.join(', ')}], expected [${spec.shape.join(', ')}].`);
  if (kept.dtype !== spec.dtype) throw new Error(`${where} is ${kept.dtype}, expected ${spec.dtype}.`);
}

function isTypedValues(feed: Feed): feed is TypedValues {
  return feed instanceof Float32Array || feed instanceof Int32Array || feed instanceof Uint8Array;
}

function elementType(values: TypedValues): ElementType {
  if (values instanceof Float32Array) return 'float32';
  return values instanceof Int32Array ? 'int32' : 'bool';
}
