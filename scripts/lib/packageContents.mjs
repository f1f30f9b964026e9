/** What a package may hold. Everything else is a mistake in .vscodeignore. */
const expected = [
  /^package(\.nls(\.[\w-]+)?)?\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^dist\/(extension|trainer|inference|modelling|cli|engineWorker)\.js$/,
  /^dist\/shared-\w+\.js$/,
  /^dist\/extension\/\w+-\w+\.js$/,
  /^dist\/[\w-]+\.wasm$/,
  /^dist\/third-party-notices\.txt$/,
  /^dist\/webview\/\w+\.(js|css|ttf)$/,
  /^gallery\/(README\.md|[\w-]+\/([\w-]+\.s2s\.json|(entry|expected)\.json|(README|SOURCE)\.md|[\w.-]+\.(tsv|txt)|pictures\/[\w-]+\.png))$/,
  /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^media\/[\w/.-]+\.(svg|png|md)$/,
  /^schemas\/[\w.-]+\.json$/,
];

/** What the extension cannot do without. */
const required = ['package.json', 'LICENSE', 'README.md', 'dist/extension.js'];

/**
 * @param {readonly string[]} files what is to be packaged, with forward slashes
 * @returns {string[]} what is wrong with it, in sentences
 */
export function checkPackageContents(files) {
  const strangers = files.filter((file) => !expected.some((pattern) => pattern.test(file)));
  const missing = required.filter((file) => !files.includes(file));
  return [
    ...strangers.map((file) => `${file} does not belong into the package.`),
    ...missing.map((file) => `${file} is missing from the package.`),
  ];
}
