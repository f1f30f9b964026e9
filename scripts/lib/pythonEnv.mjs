import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { cached } from './cacheFolder.mjs';
import { runCommand } from './runCommand.mjs';
import { basePythonVersion, createVirtualenv, virtualenvPython } from './virtualenv.mjs';

const requirements = fileURLToPath(new URL('../../test/oracle/requirements.txt', import.meta.url));

/**
 * The Python environment of the oracle tests: a virtualenv in the cache that holds exactly
 * `test/oracle/requirements.txt`. Made once per content of that file and version of Python (about a minute: PyTorch
 * is large), found in no time afterwards.
 * @returns {Promise<string>} path of its python
 */
export async function ensurePythonEnv() {
  const [wanted, version] = await Promise.all([readFile(requirements, 'utf8'), basePythonVersion()]);
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const folder = await cached('oracle-python', `${version}-${hash}`, async (dir) => {
    const python = await createVirtualenv(dir, ['-r', requirements]);
    await runCommand(python, ['-c', 'import torch, numpy, safetensors.numpy']);
  });
  return virtualenvPython(folder);
}
