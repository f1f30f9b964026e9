import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../../../src/core/config/parseConfig';
import { assertGolden } from '../../support/goldenText';

const folder = path.resolve('test', 'fixtures', 'bad');
const names = readdirSync(folder).filter((name) => name.endsWith('.s2s.json'));

describe('bad configs', () => {
  it('are told what is wrong, where, and what would be valid', () => {
    const report = names.sort().map((name) => {
      const { diagnostics, document } = parseConfig(readFileSync(path.join(folder, name), 'utf8'));
      const lines = diagnostics.map((diagnostic) => {
        const { line, column, severity, code, source, message, offset, length } = diagnostic;
        const marked = JSON.stringify(document.text.slice(offset, offset + length));
        return `${line}:${column} ${severity} ${code} (${source}) at ${marked}\n    ${message}`;
      });
      return `${name}\n  ${lines.join('\n  ')}\n`;
    });
    assertGolden('bad-configs.txt', report.join('\n'));
  });

  for (const name of names) {
    it(`gives an error for ${name}`, () => {
      const { diagnostics } = parseConfig(readFileSync(path.join(folder, name), 'utf8'));
      assert.ok(diagnostics.some(({ severity }) => severity === 'error'));
    });
  }
});
