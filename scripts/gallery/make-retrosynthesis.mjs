// Makes gallery/retrosynthesis/*.tsv: products → reactants, of reactions between common building blocks.
import OCL from 'openchemlib';
import { require } from 'tsx/cjs/api';
import { sample, writeSplits } from './writeSplits.mjs';

const { loadCanonicalSmiles } = require('../../src/cli/reproduce/canonicalSmiles.ts', import.meta.url);
const canonicalSmiles = await loadCanonicalSmiles();

const wanted = 4000;
const longest = 60;

const words = (text) => text.trim().split(/\s+/);

// Groups as SMILES, with the atom that binds first (behind which a bond may follow for acyls and aryls: written last).
const acyls = words(`
  CC CCC CCCC CC(C)C CC(C)(C)C CCCCC C1CC1C C1CCC1C C1CCCC1C C1CCCCC1C COCC ClCC c1ccccc1C
  Cc1ccc(cc1)C COc1ccc(cc1)C Clc1ccc(cc1)C Fc1ccc(cc1)C Brc1cccc(c1)C N#Cc1ccc(cc1)C
  FC(F)(F)c1ccc(cc1)C O=[N+]([O-])c1ccc(cc1)C c1ccc2ccccc2c1C c1ccncc1C c1cccnc1C c1ccsc1C
  c1ccoc1C c1ccccc1CC c1ccccc1CCC c1ccccc1C=CC c1ccccc1OCC CC(=O)Nc1ccc(cc1)C Cn1cccc1C
`).map((group) => `${group}(=O)`);
const alcohols = words(`
  C CC CCC C(C)C CCCC CC(C)C C1CCCC1 C1CCCCC1 CC=C CC#C CCOC CCCl CC(F)(F)F Cc1ccccc1
  Cc1ccc(Cl)cc1 Cc1ccc(OC)cc1 Cc1ccco1 Cc1cccnc1 CCc1ccccc1 CCN1CCOCC1 C1CCOC1 c1ccccc1
  c1ccc(C)cc1 c1ccc(F)cc1 c1ccc(cc1)[N+](=O)[O-] c1ccc(C#N)cc1 c1cccc(OC)c1
`);
const amines = words(`
  NC NCC NCCC NC(C)C NC1CC1 NC1CCCCC1 N(C)C N(CC)CC N1CCCC1 N1CCCCC1 N1CCOCC1 N1CCN(C)CC1
  Nc1ccccc1 Nc1ccc(C)cc1 Nc1ccc(F)cc1 Nc1ccc(Cl)cc1 Nc1ccc(OC)cc1 Nc1cccc(C(F)(F)F)c1 Nc1cccnc1
  Nc1nccs1 NCc1ccccc1 NCc1ccc(F)cc1 NCc1ccco1 NCCc1ccccc1 NCCOC NCC=C N(C)Cc1ccccc1 N1CCc2ccccc2C1
`);
const aryls = words(`
  c1ccccc1 c1ccc(C)cc1 c1ccc(OC)cc1 c1ccc(F)cc1 c1ccc(Cl)cc1 c1ccc(C#N)cc1 c1ccc(C(F)(F)F)cc1
  c1ccc(C(C)=O)cc1 c1cccc(C)c1 c1cccc(OC)c1 c1cccc(F)c1 c1ccccc1C c1ccccc1OC c1ccccc1F c1ccncc1
  c1cccnc1 c1ccsc1 c1cccs1 c1ccc2ccccc2c1 c1cnc(N)nc1 c1ccc(N(C)C)cc1 c1ccc(C=O)cc1
  c1ccc(C(=O)OC)cc1 c1cc(F)cc(F)c1
`);
const sulfonyls = words(`
  CS(=O)(=O) CCS(=O)(=O) c1ccccc1S(=O)(=O) Cc1ccc(cc1)S(=O)(=O) Clc1ccc(cc1)S(=O)(=O)
  COc1ccc(cc1)S(=O)(=O)
`);
const isAromatic = (group) => /^c/.test(group);
/** Ring numbers that a second part may use beside those of a first one. */
const beside = (group) => group.replace(/[12]/g, (digit) => String(Number(digit) + 6));

/** Templates: two groups → product and reactants. */
const templates = [
  // Esterification: acid + alcohol.
  [acyls, alcohols, (acyl, group) => [`${acyl}O${beside(group)}`, [`${acyl}O`, `O${group}`]]],
  // Amide: acid + amine.
  [acyls, amines, (acyl, amine) => [`${acyl}${beside(amine)}`, [`${acyl}O`, amine]]],
  // Sulfonamide: sulfonyl chloride + amine.
  [sulfonyls, amines, (sulfonyl, amine) => [`${sulfonyl}${beside(amine)}`, [`${sulfonyl}Cl`, amine]]],
  // Suzuki coupling: aryl bromide + boronic acid.
  [
    aryls,
    aryls,
    (left, right) => [
      `${left.replace('c1', 'c1(%A)')}`.replace('%A', beside(right)),
      [`Br${left}`, `OB(O)${right}`],
    ],
  ],
  // Williamson ether: alkyl bromide + phenol.
  [
    alcohols.filter((group) => !isAromatic(group)),
    aryls,
    (alkyl, aryl) => [
      `${aryl.replace('c1', 'c1(%A)')}`.replace('%A', `O${beside(alkyl)}`),
      [`Br${alkyl}`, `O${aryl}`],
    ],
  ],
];

const pairs = new Map();
for (const [lefts, rights, react] of templates)
  for (const left of lefts)
    for (const right of rights) {
      const [product, reactants] = react(left, right);
      const source = canonicalSmiles(product);
      const target = canonicalSmiles(reactants.join('.'));
      if (source === undefined || target === undefined)
        throw new Error(`${product} <- ${reactants.join('.')}`);
      if (source.length <= longest && target.length <= longest && !pairs.has(source))
        pairs.set(source, { key: source, source, target });
    }
const chosen = sample(pairs.values(), wanted, ({ source }) => source);
console.log(`openchemlib ${OCL.version}: ${pairs.size} products, ${chosen.length} kept`);
await writeSplits('retrosynthesis', chosen);
