import { englishZod } from './englishZod.mjs';

/**
 * Options of every bundle that runs on Node: the extension host, the trainers, the command line.
 * @type {import('esbuild').BuildOptions}
 */
export const nodeBundle = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // ES modules first: some packages' CommonJS entry points (UMD) cannot be bundled.
  mainFields: ['module', 'main'],
  // Native TensorFlow is found at run time, by a path; openchemlib where it is installed. Neither is ever bundled.
  external: ['vscode', '@tensorflow/tfjs-node', 'openchemlib'],
  logLevel: 'warning',
  plugins: [englishZod],
};
