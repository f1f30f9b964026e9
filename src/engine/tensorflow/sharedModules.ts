import Module, { createRequire } from 'node:module';

/**
 * Loads modules of a package while some of its dependencies are ours: within `load`, a `require` of a name in
 * `substitutes` that resolves to the same file as it does from `packageFile` gives the substitute. Uses the
 * documented `require.cache`, and leaves it as it was.
 * @param packageFile absolute path of the package's package.json
 * @param substitutes dependency name → its exports
 * @throws Error when a dependency to be replaced is not installed
 */
export function requireWith<T>(
  packageFile: string,
  substitutes: Readonly<Record<string, object>>,
  load: (require: NodeJS.Require) => T,
): T {
  const packageRequire = createRequire(packageFile);
  const { cache } = packageRequire;
  const before = new Map<string, NodeJS.Module | undefined>();
  try {
    for (const [name, exports] of Object.entries(substitutes)) {
      const file = packageRequire.resolve(name);
      before.set(file, cache[file]);
      cache[file] = Object.assign(new Module(file), { exports, filename: file, loaded: true });
    }
    return load(packageRequire);
  } finally {
    for (const [file, module] of before) {
      if (module === undefined) Reflect.deleteProperty(cache, file);
      else cache[file] = module;
    }
  }
}
