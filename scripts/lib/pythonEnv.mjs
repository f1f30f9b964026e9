import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { cached } from './cacheFolder.mjs';
import { inRepository } from './repository.mjs';
import { runCommand } from './runCommand.mjs';
import { basePythonVersion, createVirtualenv, virtualenvPython } from './virtualenv.mjs';

/**
 * The Python environment of the oracle tests, with what `test/oracle/requirements.txt` names.
 * @returns {Promise<string>} path of its python
 */
export function ensurePythonEnv() {
  const requirements = inRepository('test', 'oracle', 'requirements.txt');
  return ensureEnvironment('oracle-python', requirements, [
    'torch',
    'numpy',
    'safetensors.numpy',
    'sacrebleu',
  ]);
}

/**
 * The Python environment of the programs that `npm run bench` measures beside ours: `bench/requirements.txt`.
 * @returns {Promise<string>} path of its python
 */
export function ensureBenchEnv() {
  const requirements = inRepository('bench', 'requirements.txt');
  return ensureEnvironment('bench-python', requirements, ['torch', 'keras', 'numpy', 'safetensors.numpy']);
}

/**
 * A virtualenv in the cache that holds exactly what a requirements file names. Made once per content of that file and
 * version of Python (a minute or more: PyTorch is large), found in no time afterwards.
 * @param {string} name of the folder in the cache
 * @param {string} requirements the file
 * @param {readonly string[]} modules that must import before the environment is believed
 * @returns {Promise<string>} path of its python
 */
async function ensureEnvironment(name, requirements, modules) {
  const [wanted, version] = await Promise.all([readFile(requirements, 'utf8'), basePythonVersion()]);
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const folder = await cached(name, `${version}-${hash}`, async (dir) => {
    const python = await createVirtualenv(dir, ['-r', requirements]);
    await runCommand(python, ['-c', `import ${modules.join(', ')}`]);
  });
  return virtualenvPython(folder);
}
