import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../../src/core/config/parseConfig';
import type { Config, SplitSource } from '../../src/core/config/schema';
import { modelSizes } from '../../src/core/model/modelSizes';
import type { ModelSizes } from '../../src/core/model/modelSizes';
import { LearnedCodecs } from '../../src/trainer/learnedCodecs';

export const galleryNames = readdirSync('gallery', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  .map(({ name }) => name);

export const galleryConfigFile = (name: string): string => path.resolve('gallery', name, `${name}.s2s.json`);

export const galleryConfigText = (name: string): string => readFileSync(galleryConfigFile(name), 'utf8');

/** So many generated pairs make nearly the vocabularies of all of them. */
const mostGenerated = 60;

/** A config of the gallery and the sizes of its model, its generators kept short. */
export async function galleryModel(name: string): Promise<{ config: Config; sizes: ModelSizes }> {
  const { config } = parseConfig(galleryConfigText(name));
  assert.ok(config, name);
  const { train, dev, test } = config.data;
  const data = {
    ...config.data,
    train: shortened(train),
    dev: shortened(dev),
    ...(test === undefined ? {} : { test: shortened(test) }),
  };
  const codecs = await new LearnedCodecs().of({ ...config, data }, galleryConfigFile(name));
  return { config, sizes: modelSizes(codecs) };
}

function shortened(split: SplitSource): SplitSource {
  return typeof split === 'string' ? split : { ...split, size: Math.min(split.size, mostGenerated) };
}
