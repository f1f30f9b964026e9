/**
 * The environment for a VS Code that is started here: nothing of another VS Code that this process may itself run in.
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(more = {}) {
  const foreign = /^(VSCODE_|CODE_SERVER_|ELECTRON_|NODE_OPTIONS$|S2S_NATIVE_PATH$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  // No extension gallery: VS Code in the browser has none that it may use.
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...more };
}
