import assert from 'node:assert/strict';
import { inWords, say, spoken } from '../../../src/core/config/message';
import { parseConfig } from '../../../src/core/config/parseConfig';

const german: Readonly<Record<string, string>> = {
  'n_best is {0}, of {1}': 'von {1} ist n_best {0}',
  'a beam of {0}': 'einem Beam von {0}',
};

describe('A message', () => {
  const message = say`n_best is ${3}, of ${say`a beam of ${'{1}'}`}`;

  it('is the English text of its template, whatever its parts hold', () => {
    assert.equal(inWords(message), 'n_best is 3, of a beam of {1}');
    assert.equal(spoken(message).message, inWords(message));
    assert.deepEqual(spoken('from a file'), { message: 'from a file' });
  });

  it('is translated with the messages in it, whose places may be in another order', () => {
    const translate = (pattern: string): string => german[pattern] ?? pattern;
    assert.equal(inWords(message, translate), 'von einem Beam von {1} ist n_best 3');
  });

  it('is what a config is told, to be translated', () => {
    const { diagnostics } = parseConfig(
      '{"data": {"train": "a.tsv", "dev": "b.tsv"}, "testing": {"n_best": 9}}',
    );
    assert.deepEqual(
      diagnostics.map(({ message: english, said }) => said !== undefined && inWords(said) === english),
      [true],
    );
  });
});
