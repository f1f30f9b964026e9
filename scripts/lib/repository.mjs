import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * @param {...string} parts
 * @returns {string} the absolute path of something in this repository
 */
export function inRepository(...parts) {
  return path.join(root, ...parts);
}

/** @returns {{ name: string, publisher: string, version: string }} the extension's manifest */
export function manifest() {
  return JSON.parse(readFileSync(inRepository('package.json'), 'utf8'));
}
