import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { requireWith } from '../../../src/engine/tensorflow/sharedModules';

describe('requireWith', () => {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'modules-')));
  const packageFile = path.join(folder, 'package.json');
  const dependency = path.join(folder, 'node_modules', 'dependency', 'index.js');
  after(() => rmSync(folder, { recursive: true }));
  before(() => {
    mkdirSync(path.dirname(dependency), { recursive: true });
    writeFileSync(packageFile, '{}');
    writeFileSync(dependency, 'exports.from = "the package";');
    for (const name of ['one', 'two'])
      writeFileSync(path.join(folder, `${name}.js`), 'exports.from = require("dependency").from;');
  });

  it('gives a package our module for its dependency, and only within the call', () => {
    const substitutes = { dependency: { from: 'us' } };
    const one = requireWith(packageFile, substitutes, (require) => require('./one.js') as object);
    assert.deepEqual(one, { from: 'us' });
    const { cache } = createRequire(packageFile);
    assert.equal(cache[dependency], undefined);
    assert.deepEqual(createRequire(packageFile)('./two.js'), { from: 'the package' });
  });

  it('puts a dependency that was loaded before back, also after an error', () => {
    const require = createRequire(packageFile);
    const before: unknown = require('dependency');
    assert.throws(
      () =>
        requireWith(packageFile, { dependency: {} }, () => {
          throw new Error('broken');
        }),
      /broken/,
    );
    assert.equal(require('dependency'), before);
  });

  it('refuses when the dependency is not installed', () => {
    assert.throws(
      () => requireWith(packageFile, { absent: {} }, () => undefined),
      /Cannot find module 'absent'/,
    );
  });
});
