import type { BuildOptions, Metafile } from 'esbuild';

/** See extensionBundle.mjs. */
export const extensionBundle: BuildOptions;
export function activationFiles(metafile: Metafile): string[];
