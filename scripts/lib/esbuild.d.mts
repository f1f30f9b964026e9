import type { BuildOptions } from 'esbuild';

/** See esbuild.mjs. */
export const nodeBundle: BuildOptions;
