import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './cacheFolder.mjs';
import { npm, unpackPackage } from './npm.mjs';
import { runCommand } from './runCommand.mjs';

/** VS Code 1.139.1: workbench, server and extension host, built for Node. */
const vscode = {
  spec: 'code-server@4.139.1',
  integrity:
    'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};

/** The Node that this VS Code is built for, per platform. */
const nodeVersion = '24.21.0';
/** @type {Record<string, string>} */
const nodeIntegrity = {
  'linux-x64':
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'linux-arm64':
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};

/** What no window of ours uses; it is a third of the size. Relative to the VS Code folder. */
const unused = [
  'node_modules/@github',
  'node_modules/@microsoft/mxc-sdk',
  'node_modules/@devcontainers',
  'extensions/copilot',
  'extensions/mermaid-markdown-features',
  'extensions/github-authentication',
  'extensions/microsoft-authentication',
];

/** Increase when the way of installing changes. */
const recipe = 1;

/**
 * Installs VS Code for the browser from npm packages, once.
 * @returns {Promise<{ node: string, serverMain: string }>} the two files that start it
 */
export async function ensureVscodeInstallation() {
  const platform = `${process.platform}-${process.arch}`;
  const integrity = nodeIntegrity[platform];
  if (integrity === undefined)
    throw new Error(
      `VS Code in the browser is set up here for ${Object.keys(nodeIntegrity).join(' and ')}, not for ${platform}: install the desktop VS Code instead.`,
    );
  const folder = await cached('vscode', `${vscode.spec}-node-${nodeVersion}-r${recipe}`, async (dir) => {
    console.log('Installing VS Code for the browser (about a minute, once) …');
    await Promise.all([
      unpackPackage(`node-${platform}@${nodeVersion}`, integrity, path.join(dir, 'node')),
      unpackPackage(vscode.spec, vscode.integrity, path.join(dir, 'code-server')),
    ]);
    await installDependencies(path.join(dir, 'code-server', 'lib', 'vscode'), path.join(dir, 'node'));
    await rm(path.join(dir, 'node', 'include'), { recursive: true });
  });
  return {
    node: path.join(folder, 'node', 'bin', 'node'),
    serverMain: path.join(folder, 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
  };
}

/**
 * Installs what VS Code's own shrinkwrap pins, builds the two addons it needs, and removes what is not used.
 * @param {string} vscodeFolder
 * @param {string} nodeFolder
 */
async function installDependencies(vscodeFolder, nodeFolder) {
  // The package of Node carries its headers, so that node-gyp downloads none.
  const env = {
    ...process.env,
    PATH: `${path.join(nodeFolder, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
    npm_config_nodedir: nodeFolder,
    MAKEFLAGS: '-j2',
  };
  const install = ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  await runCommand(npm, install, { cwd: vscodeFolder, env });
  await runCommand(npm, install, { cwd: path.join(vscodeFolder, 'extensions'), env });
  await Promise.all(
    unused.map((name) => rm(path.join(vscodeFolder, name), { recursive: true, force: true })),
  );
  await removeOtherPlatforms(path.join(vscodeFolder, 'node_modules', '@vscode', 'ripgrep-universal', 'bin'));
  try {
    const addons = ['@vscode/spdlog', '@vscode/native-watchdog'];
    await runCommand(npm, ['rebuild', '--ignore-scripts=false', ...addons], { cwd: vscodeFolder, env });
  } catch (error) {
    throw new Error(
      'VS Code needs a C++ compiler, make and Python 3 once, for its log files (on Debian: apt-get install g++ make python3).',
      { cause: error },
    );
  }
}

/** @param {string} folder a folder with one sub-folder per platform */
async function removeOtherPlatforms(folder) {
  for (const name of await readdir(folder))
    if (name !== `${process.platform}-${process.arch}`)
      await rm(path.join(folder, name), { recursive: true });
}
