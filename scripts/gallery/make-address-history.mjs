// Makes gallery/address-history: invented lives, a record for each year with two fields, place and occupation.
// Says how good the last-value baseline is: "as in the year before".
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { writeLines } from './writeSplits.mjs';

const random = xoroshiro128plus(20260101);
const below = (limit) => uniformInt(random, 0, limit - 1);
const one = (choices) => choices[below(choices.length)];

const villages =
  'abja alatskivi elva haljala hiiu jarve kihnu kolga laeva lihula mooste muhu nida otepaa palanga polva ruhnu saka sigulda taagepera toila varska viru vormsi'.split(
    ' ',
  );
const towns = { tartu: 'riga', kaunas: 'vilnius', turku: 'helsinki', lund: 'stockholm' };
const ports = ['klaipeda', 'liepaja', 'parnu', 'gdynia'];

/** A life: years of [place, occupation]. What comes next follows from what was; chance decides only at the crossroads. */
function life() {
  const home = one(villages);
  const years = [];
  const stay = (count, place, occupation) => {
    for (let year = 0; year < count; year++) years.push([place, occupation]);
  };
  stay(2 + below(3), home, 'pupil');
  if (below(3) === 0) {
    // A sailor goes back and forth between two ports, and home in the end.
    const [first, second] = [one(ports), one(ports)];
    for (let year = 0; year < 6; year++) stay(1, year % 2 === 0 ? first : second, 'sailor');
  } else {
    const town = one(Object.keys(towns));
    stay(4, town, 'student');
    stay(3, towns[town], 'clerk');
    // Half of them are called back by the farm, for good.
    if (below(2) === 0) stay(4, home, 'farmer');
    else stay(4, towns[town], 'manager');
  }
  stay(2, home, 'retired');
  return years;
}

const spell = (years) => years.map((record) => record.join(' ')).join(' ');
const lives = new Map();
for (let count = 0; count < 40_000 && lives.size < 600; count++) {
  const years = life();
  lives.set(spell(years), years);
}
const all = [...lives];
const test = Math.floor(0.15 * all.length);
const splits = { test: all.slice(0, test), dev: all.slice(test, 2 * test), train: all.slice(2 * test) };
for (const [split, chosen] of Object.entries(splits)) {
  // Reset: a life a line, each from the first state. Carried: all in one text, with words for begin and end.
  const texts = chosen.map(([text]) => text);
  await writeLines(
    'address-history',
    `${split}.tsv`,
    texts.map((life) => `\t${life}`),
  );
  await writeLines(
    'address-history',
    `${split}.txt`,
    texts.map((life) => `start ${life} stop`),
  );
}

/** The most frequent first record of the training split. */
const firsts = new Map();
for (const [, [first]] of splits.train) firsts.set(first.join(' '), (firsts.get(first.join(' ')) ?? 0) + 1);
const [[usual]] = [...firsts].toSorted((a, b) => b[1] - a[1]);
let right = 0;
let tokens = 0;
for (const [, years] of splits.test) {
  years.forEach((record, year) => {
    const guess = year === 0 ? usual.split(' ') : years[year - 1];
    right += record.filter((value, field) => value === guess[field]).length;
  });
  // The end is a token too, and "as before" never says it.
  tokens += 2 * years.length + 1;
}
console.log(`last-value baseline on test: ${((100 * right) / tokens).toFixed(2)} % of ${tokens} tokens`);
