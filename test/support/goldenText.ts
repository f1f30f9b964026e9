import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Compares text that people read with `test/golden/NAME`. A missing file fails; `UPDATE_GOLDEN=1` writes it, and the
 * difference is reviewed like code.
 */
export function assertGolden(name: string, actual: string): void {
  assertFile(path.join('test', 'golden', name), actual);
}

/** The same with any file of the repository: a page of which a part is written by the tests. */
export function assertFile(name: string, actual: string): void {
  const file = path.resolve(name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, actual);
    return;
  }
  assert.equal(actual, readGolden(file), `${file} differs; UPDATE_GOLDEN=1 rewrites it`);
}

function readGolden(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    assert.fail(
      `There is no golden text ${file}. Run the test with UPDATE_GOLDEN=1 and review what it writes.`,
    );
  }
}
