// Makes gallery/captions-emoji: pictures of people and hands in six skin tones, and their names.
//
// Needs npm and tar: the packages are too large to be installed for everybody (73 MB, of which 3 MB of pictures are used).
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode, encode } from 'fast-png';
import { hashOf, sample, writeLines } from './writeSplits.mjs';

const entry = 'captions-emoji';
const pictures = {
  name: 'emoji-datasource-google',
  version: '15.1.2',
  sha512: 'RzBMQtclTnSDgjf/QbcNAkgZmA7al3TSnQxKJvZNwdDjOOlYdzBSmkvGYP9ZzHpBS4HBQ8IOQDsueV1YCA64LA==',
};
const names = {
  name: 'unicode-emoji-json',
  version: '0.9.0',
  sha512: 'HdrQW/7SdbXUsTd8uTATv7LvQJkCSgbAgRCDCtOhQ6xn3EAx+xZHQtRniOXWJK3ywIqPegkNhP4U4EbuFsiQng==',
};
const kinds = /^(person-role|person-gesture|hand-.*|hands)$/;
const tones = new Map([
  ['1F3FB', 'light skin tone'],
  ['1F3FC', 'medium-light skin tone'],
  ['1F3FD', 'medium skin tone'],
  ['1F3FE', 'medium-dark skin tone'],
  ['1F3FF', 'dark skin tone'],
]);
/** Pixels of the pictures as they are, and as they are written. */
const [given, side] = [64, 32];
/** Levels of a colour are multiples of it: files half as large, and no difference that can be seen. */
const levelStep = 8;

const work = await mkdtemp(path.join(tmpdir(), 'captions-emoji-'));
try {
  await make(unpack(pictures), unpack(names));
} finally {
  await rm(work, { recursive: true });
}

/** The folder of a package, after checking that it is the one that the committed files were made from. */
function unpack({ name, version, sha512 }) {
  const [{ filename, integrity }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', work, `${name}@${version}`]).toString(),
  );
  if (integrity !== `sha512-${sha512}`) throw new Error(`${filename} is not the file that was used.`);
  const folder = path.join(work, name);
  mkdirSync(folder);
  execFileSync('tar', ['-xzf', path.join(work, filename), '-C', folder, '--strip-components=1']);
  return folder;
}

async function make(pictureFolder, nameFolder) {
  const emoji = JSON.parse(await readFile(path.join(pictureFolder, 'emoji.json'), 'utf8'));
  const known = JSON.parse(await readFile(path.join(nameFolder, 'data-by-emoji.json'), 'utf8'));
  const nameOf = new Map(Object.entries(known).map(([text, { name }]) => [codePoints(text), name]));
  const chosen = emoji
    .filter(({ subcategory, skin_variations }) => kinds.test(subcategory) && skin_variations !== undefined)
    .map((each) => ({ ...each, name: nameOf.get(plain(each.unified)) }))
    .sort((a, b) => a.sort_order - b.sort_order);
  const heldOut = new Set(chosen.filter((each) => isHeldOut(each.name, chosen)).map(({ name }) => name));

  const folder = new URL(`../../gallery/${entry}/pictures/`, import.meta.url);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const lines = { train: [], dev: [], test: [], people: [] };
  let bytes = 0;
  for (const { name, image, skin_variations } of chosen) {
    const drawings = [
      { image, caption: name },
      ...[...tones].map(([tone, words]) => ({
        image: skin_variations[tone].image,
        caption: `${name} ${words}`,
      })),
    ];
    const [tested, validated] = sample(drawings, 2, (drawing) => drawing.caption);
    for (const drawing of drawings) {
      const file = await readFile(path.join(pictureFolder, 'img/google/64', drawing.image));
      const small = shrink(file);
      bytes += small.length;
      await writeFile(new URL(drawing.image, folder), small);
      const split = heldOut.has(name)
        ? 'people'
        : drawing === tested
          ? 'test'
          : drawing === validated && hashOf(name) % 2 === 0
            ? 'dev'
            : 'train';
      lines[split].push(`pictures/${drawing.image}\t${drawing.caption}`);
    }
  }
  console.log(`${chosen.length} emoji, pictures of ${bytes} bytes; never shown: ${[...heldOut].join(', ')}`);
  for (const [split, some] of Object.entries(lines))
    await writeLines(
      entry,
      `${split}.tsv`,
      sample(some, some.length, (line) => line),
    );
  const shown = sample(lines.test, 4, (line) => `sample ${line}`).map((line) => line.split('\t')[0]);
  await writeLines(entry, 'sample.txt', shown);
}

/**
 * Every third man or woman whose two companions there are: every word of the name has been read with others. Which of the two
 * is chosen by a hash of what they have in common.
 */
function isHeldOut(name, all) {
  const found = /^(woman|man) (.*)$/.exec(name);
  if (found === null) return false;
  const [, who, what] = found;
  const has = (text) => all.some((each) => each.name === text);
  if (!has(`woman ${what}`) || !has(`man ${what}`) || !(has(what) || has(`person ${what}`))) return false;
  return hashOf(what) % 3 === 0 && who === (hashOf(`who ${what}`) % 2 === 0 ? 'woman' : 'man');
}

function codePoints(text) {
  return plain(
    [...text].map((character) => character.codePointAt(0).toString(16).padStart(4, '0')).join('-'),
  );
}

/** Without the selector of the form in colours, which some lists leave out. */
function plain(unified) {
  return unified
    .toUpperCase()
    .split('-')
    .filter((code) => code !== 'FE0F')
    .join('-');
}

/** The picture on white, each pixel the mean of those it covers. */
function shrink(file) {
  const { width, height, channels, depth, data } = decode(file);
  if (width !== given || height !== given || channels !== 4 || depth !== 8)
    throw new Error(`${width} × ${height} pixels of ${channels} × ${depth} bits`);
  const factor = given / side;
  const pixels = new Uint8Array(side * side * 3);
  for (let index = 0; index < pixels.length; index++) {
    const [x, y, channel] = [Math.floor(index / 3) % side, Math.floor(index / 3 / side), index % 3];
    let sum = 0;
    for (let down = 0; down < factor; down++)
      for (let across = 0; across < factor; across++) {
        const at = ((y * factor + down) * given + x * factor + across) * 4;
        const opacity = data[at + 3] / 255;
        sum += data[at + channel] * opacity + 255 * (1 - opacity);
      }
    pixels[index] = Math.min(255, Math.round(sum / factor ** 2 / levelStep) * levelStep);
  }
  return encode({ width: side, height: side, channels: 3, depth: 8, data: pixels }, { zlib: { level: 9 } });
}
