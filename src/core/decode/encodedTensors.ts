import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { DecoderState, EncodedSource, Seq2SeqModel } from '../model/model';
import type { NamedSpecs, NamedTensors } from '../step/step';

/** Names of what stays with the engine while a source is decoded: `encoded.outputs`, `state.layers.0.h`, …. */
export function encodedSpecs(model: Seq2SeqModel, rows: number, sourceTime: number): NamedSpecs {
  const { outputs, keys, ids } = model.encodedSizes;
  const encodedTime = model.encodedTime(sourceTime);
  return {
    'encoded.outputs': { shape: [rows, encodedTime, outputs], dtype: 'float32' },
    ...(keys === undefined
      ? {}
      : { 'encoded.keys': { shape: [rows, encodedTime, keys], dtype: 'float32' as const } }),
    'encoded.mask': { shape: [rows, encodedTime], dtype: 'float32' },
    ...(ids === true ? { 'encoded.ids': { shape: [rows, sourceTime], dtype: 'int32' as const } } : {}),
  };
}

export function stateSpecs(model: Seq2SeqModel, rows: number, sourceTime: number): NamedSpecs {
  const encodedTime = model.encodedTime(sourceTime);
  return Object.fromEntries(
    model.stateShapes.map(({ name, size }) => [
      `state.${name}`,
      { shape: [rows, size === 'encodedTime' ? encodedTime : size], dtype: 'float32' as const },
    ]),
  );
}

export function nameEncoded({ outputs, keys, mask, ids }: EncodedSource): Record<string, Tensor> {
  return {
    'encoded.outputs': outputs,
    ...(keys === undefined ? {} : { 'encoded.keys': keys }),
    'encoded.mask': mask,
    ...(ids === undefined ? {} : { 'encoded.ids': ids }),
  };
}

export function nameState(state: DecoderState): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(state).map(([name, tensor]) => [`state.${name}`, tensor]));
}

export function findEncoded(feeds: NamedTensors): EncodedSource {
  return {
    outputs: feeds['encoded.outputs'] as Tensor3D,
    keys: feeds['encoded.keys'] as Tensor3D | undefined,
    mask: feeds['encoded.mask'] as Tensor2D,
    ids: feeds['encoded.ids'] as Tensor2D | undefined,
  };
}

export function findState(model: Seq2SeqModel, feeds: NamedTensors): Record<string, Tensor> {
  return Object.fromEntries(model.stateShapes.map(({ name }) => [name, feeds[`state.${name}`]!]));
}
