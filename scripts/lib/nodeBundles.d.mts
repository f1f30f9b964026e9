import type { BuildOptions, Metafile } from 'esbuild';

/** See nodeBundles.mjs. */
export const extensionBundle: BuildOptions;
export const processesBundle: BuildOptions;
export function activationFiles(metafile: Metafile): string[];
