import { isDeepStrictEqual } from 'node:util';
import { parse } from 'jsonc-parser';
import { parseExpectedResult } from '../../core/config/expectedResult';
import { configSchema, metricNames, type Config } from '../../core/config/schema';
import type { PublishedNumber } from '../../protocol/compare';

/** A system of the gallery that publications have numbers for. */
export interface GallerySystem {
  readonly name: string;
  readonly config: Config;
  readonly published: readonly PublishedNumber[];
}

/**
 * What a gallery entry says was published, of the metrics that a training measures; undefined when that is nothing.
 * @throws Error naming the entry when its files are malformed
 */
export function gallerySystem(
  name: string,
  configText: string,
  expectedText: string,
): GallerySystem | undefined {
  const { claims } = parseExpectedResult(name, expectedText);
  const published = claims.flatMap((claim): PublishedNumber[] => {
    if (!('published' in claim) || claim.published === undefined || claim.length !== undefined) return [];
    const metric = metricNames.find((known) => known === claim.metric);
    return metric === undefined ? [] : [{ metric, ...claim.published }];
  });
  if (published.length === 0) return undefined;
  const config = configSchema.parse(parse(configText, [], { allowTrailingComma: true }));
  return { name, config: { name, ...config }, published };
}

/**
 * The published numbers for a run of this config: those of the gallery's system of the same name, as long as it still learns
 * the same task from the same data. Its model and training may be the user's own.
 */
export function publishedNumbers(
  systems: readonly GallerySystem[],
  runName: string,
  config: unknown,
): readonly PublishedNumber[] {
  const parsed = configSchema.safeParse(config).data;
  const system = systems.find(({ config: { name } }) => name === runName);
  if (parsed === undefined || system === undefined) return [];
  const isSame = parsed.task === system.config.task && isDeepStrictEqual(parsed.data, system.config.data);
  return isSame ? system.published : [];
}
