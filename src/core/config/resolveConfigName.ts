import type { Config } from './schema';

/** The name of an experiment: its `name`, else the file name without `.s2s.json`. `fileName` may be a path. */
export function resolveConfigName(config: Pick<Config, 'name'>, fileName: string): string {
  if (config.name !== undefined) return config.name;
  const base = fileName.split(/[\\/]/).at(-1) ?? fileName;
  return base.replace(/(\.s2s)?\.jsonc?$/i, '') || 'experiment';
}
