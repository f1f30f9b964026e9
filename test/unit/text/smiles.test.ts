import assert from 'node:assert/strict';
import { configSchema } from '../../../src/core/config/schema';
import { readPairFile } from '../../../src/core/data/readPairFile';
import { buildCodecs } from '../../../src/core/data/buildCodecs';
import { encodeSource } from '../../../src/core/text/encodeText';
import { findSmilesProblem, splitSmiles } from '../../../src/core/text/smilesTokens';

const { data } = configSchema.parse({
  data: { train: 'a.tsv', dev: 'b.tsv', src: { level: 'smiles' }, trg: { level: 'smiles' } },
});

describe('level "smiles"', () => {
  it('splits molecules into atoms, bonds, rings and branches', () => {
    assert.deepEqual(splitSmiles('CC(=O)Oc1ccc(Cl)cc1'), [
      ...['C', 'C', '(', '=', 'O', ')', 'O', 'c', '1', 'c', 'c', 'c', '(', 'Cl', ')', 'c', 'c', '1'],
    ]);
    assert.deepEqual(splitSmiles('[C@@H](Br)%12.[NH4+]>>F/C=C\\I'), [
      ...['[C@@H]', '(', 'Br', ')', '%12', '.', '[NH4+]', '>', '>', 'F', '/', 'C', '=', 'C', '\\', 'I'],
    ]);
  });

  it('joins tokens back to the same molecule', () => {
    const { target } = buildCodecs(data, [{ source: 'CCl', target: 'C[NH3+]' }]);
    assert.equal(target.detokenize(target.tokenize('C[C@H](Cl)%10')), 'C[C@H](Cl)%10');
  });

  it('says where the first character stands that is no SMILES', () => {
    assert.equal(findSmilesProblem('CC(=O)O'), undefined);
    assert.deepEqual(findSmilesProblem('CCX'), { column: 3, character: 'X' });
    assert.deepEqual(findSmilesProblem('C C'), { column: 2, character: ' ' });
    assert.deepEqual(findSmilesProblem('C[NH3'), { column: 2, character: '[' });
  });

  it('refuses a pair that is no SMILES with file, line and column', () => {
    const { pairs, problems } = readPairFile(new TextEncoder().encode('CC\tCO\nCC\tC?Ö\n'), 'train.tsv', {
      data,
    });
    assert.equal(pairs.length, 1);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'train.tsv:2 has "Ö" at column 3 of its target, which is no SMILES: "C?Ö". Correct the line, or set data.trg.level to "char".',
      ],
    );
  });

  it('refuses to read a source that is no SMILES', () => {
    const codecs = buildCodecs(data, [{ source: 'CCl', target: 'C' }]);
    assert.throws(() => encodeSource(codecs, 'Hello', 10), {
      name: 'NoSmilesError',
      message:
        'The source must be molecules as SMILES, such as CC(=O)Oc1ccccc1, but "H" at column 1 is none.',
    });
    assert.deepEqual(encodeSource(codecs, 'CCl', 10).tokens, ['C', 'Cl']);
  });
});
