/**
 * Leaves out zod's messages in 50 other languages: ours are our own, and they would be a third of every bundle that a
 * process has to parse before it starts. `z.locales` is then empty.
 * @type {import('esbuild').Plugin}
 */
export const englishZod = {
  name: 'english-zod',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: 'export {};',
    }));
  },
};
