import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from './repository.mjs';

/**
 * The licences of all packages that went into the bundles, which ship with them.
 * @param {readonly import('esbuild').Metafile[]} metafiles
 * @param {readonly string[]} alsoCopied packages of which files are shipped as they are
 * @returns {Promise<string>}
 */
export async function thirdPartyNotices(metafiles, alsoCopied) {
  const inputs = metafiles
    .flatMap((metafile) => Object.values(metafile.outputs))
    .flatMap((output) => Object.keys(output.inputs));
  const folders = new Set([
    ...inputs.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
    ...alsoCopied.map((name) => `node_modules/${name}`),
  ]);
  const notices = await Promise.all([...folders].sort().map(notice));
  return ['Seq2Seq Lab contains the following packages.\n', ...notices].join(`\n${'='.repeat(80)}\n\n`);
}

/** @param {string} folder */
async function notice(folder) {
  const absolute = inRepository(folder);
  const { name, version, license } = JSON.parse(await readFile(path.join(absolute, 'package.json'), 'utf8'));
  const files = (await readdir(absolute)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(absolute, file), 'utf8')));
  return [`${name} ${version} (${license})\n`, ...texts.map((text) => `${text.trim()}\n`)].join('\n');
}
