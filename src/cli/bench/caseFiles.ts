import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Batch } from '../../core/data/batch';
import { seededRandom } from '../../core/data/seededRandom';
import { buildModel } from '../../core/model/buildModel';
import { initializeParameters } from '../../core/model/initializeParameters';
import type { VariableValue } from '../../core/step/engine';
import { batchFeeds, batchSpecs } from '../../core/model/batchSpecs';
import { decodeSafetensors, encodeSafetensors, type SafetensorsTensor } from '../../runs/safetensors';
import { benchBatch } from './benchBatch';
import { benchModelSizes, type BenchCase, type BenchSize } from './benchCase';

/** Where the initial weights and the batch of a case are, for every program to read. */
export interface CaseFiles {
  readonly weightsFile: string;
  readonly batchFile: string;
}

export async function writeCaseFiles(folder: string, one: BenchCase): Promise<CaseFiles> {
  const batch = benchBatch(one.size);
  const specs = batchSpecs(batch);
  const tensors = Object.entries(batchFeeds(batch)).map(([name, values]): [string, SafetensorsTensor] => [
    name,
    { shape: specs[name]?.shape ?? [], values },
  ]);
  const files = {
    weightsFile: path.join(folder, 'weights.safetensors'),
    batchFile: path.join(folder, 'batch.safetensors'),
  };
  await writeTensors(files.weightsFile, benchWeights(one));
  await writeTensors(files.batchFile, new Map(tensors));
  return files;
}

export async function readWeights(file: string): Promise<Map<string, VariableValue>> {
  const weights = new Map<string, VariableValue>();
  for (const [name, { shape, values }] of (await readTensors(file)).entries())
    if (values instanceof Float32Array) weights.set(name, { shape, values });
  return weights;
}

/** The batch of a file; which rows of which data they are is not in it. */
export async function readBatch(
  file: string,
  { batch: batchSize, sourceTime, targetTime, featureSize }: BenchSize,
): Promise<Batch> {
  const tensors = await readTensors(file);
  const integers = (name: string): Int32Array => {
    const values = tensors.get(name)?.values;
    if (!(values instanceof Int32Array)) throw new Error(`${file} lacks the int32 tensor ${name}.`);
    return values;
  };
  const floats = (name: string): Float32Array => {
    const values = tensors.get(name)?.values;
    if (!(values instanceof Float32Array)) throw new Error(`${file} lacks the float32 tensor ${name}.`);
    return values;
  };
  const targetLengths = integers('target_lengths');
  return {
    batchSize,
    sourceTime,
    targetTime,
    ...(featureSize === undefined ? {} : { featureSize, sourceFeatures: floats('source_features') }),
    sourceIds: integers('source_ids'),
    sourceLengths: integers('source_lengths'),
    targetInputIds: integers('target_input_ids'),
    targetOutputIds: integers('target_output_ids'),
    targetLengths,
    rows: Int32Array.from({ length: batchSize }, (_, row) => row),
    targetTokens: targetLengths.reduce((sum, length) => sum + length, 0),
  };
}

/** As a training begins, but with biases that are not zero: so that one that is forgotten shows in the loss. */
function benchWeights({ model, size }: BenchCase): Map<string, VariableValue> {
  const weights = initializeParameters(buildModel(model, benchModelSizes(size)).parameters, 1);
  const random = seededRandom('bench biases');
  for (const [name, { values }] of weights)
    if (name.endsWith('bias'))
      values.forEach((value, index) => (values[index] = value + (random.integer(201) - 100) / 500));
  return weights;
}

function writeTensors(file: string, tensors: ReadonlyMap<string, SafetensorsTensor>): Promise<void> {
  return writeFile(file, encodeSafetensors({ tensors, metadata: {} }));
}

async function readTensors(file: string): Promise<ReadonlyMap<string, SafetensorsTensor>> {
  return decodeSafetensors(await readFile(file)).tensors;
}
