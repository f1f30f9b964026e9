import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './runCommand.mjs';

/** npm's program on this platform. */
export const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/**
 * Downloads one package from the registry npm is configured for, checks it against the pinned digest and unpacks it, without its dependencies.
 * @param {string} spec `name@version`
 * @param {string} integrity `sha512-…` of the tarball
 * @param {string} target folder to create
 * @returns {Promise<void>}
 */
export async function unpackPackage(spec, integrity, target) {
  await mkdir(target, { recursive: true });
  const packed = await runCommand(npm, ['pack', '--silent', spec, '--pack-destination', target], {
    cwd: target,
  });
  const tarball = path.join(target, path.basename(packed.trim().split('\n').at(-1) ?? ''));
  const digest = `sha512-${createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64')}`;
  if (digest !== integrity)
    throw new Error(`The package ${spec} has the digest ${digest}, expected ${integrity}.`);
  await runCommand('tar', ['-xzf', tarball, '--strip-components=1', '-C', target]);
  await rm(tarball);
}
