/** The pages of the extension's panels, each one a bundle of its own: `dist/webview/NAME.js` and `NAME.css`. */
export const webviewPages = {
  dashboard: 'webview/main.ts',
  diagram: 'webview/diagram/main.ts',
  compare: 'webview/compare/main.ts',
  form: 'webview/form/main.ts',
};

/**
 * How pages are bundled, for the build and for tests.
 * @type {import('esbuild').BuildOptions}
 */
export const webviewBundle = {
  entryPoints: webviewPages,
  outdir: 'dist/webview',
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'chrome120',
  keepNames: true,
  loader: { '.ttf': 'file', '.svg': 'dataurl' },
};
