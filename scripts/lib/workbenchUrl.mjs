import path from 'node:path';

/**
 * The address of a VS Code window.
 * @param {number} port
 * @param {string} folder the workspace
 * @param {Record<string, string>} [payload] options of the window, such as `extensionTestsPath`
 * @returns {string}
 */
export function workbenchUrl(port, folder, payload = {}) {
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set('folder', path.resolve(folder));
  if (Object.keys(payload).length > 0)
    url.searchParams.set('payload', JSON.stringify(Object.entries(payload)));
  return url.toString();
}

/**
 * @param {number} port
 * @param {string} file
 * @returns {string} the address under which a window knows a file of this machine
 */
export function remoteUri(port, file) {
  return `vscode-remote://127.0.0.1:${port}${path.resolve(file)}`;
}
