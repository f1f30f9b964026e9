// Makes gallery/word-vectors: sentences whose words are to be replaced by what they are (hound → animal), few of them; and
// vectors of the words, learned from many more sentences that nobody has labelled.
//
// The vectors are made as Levy & Goldberg 2014 explain word2vec: how much more often two words stand near each other than
// by chance (positive pointwise mutual information), in as few dimensions as are wanted (singular value decomposition).
import { mkdir, writeFile } from 'node:fs/promises';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

const folder = new URL('../../gallery/word-vectors/', import.meta.url);
const random = xoroshiro128plus(20260815);
const below = (limit) => uniformInt(random, 0, limit - 1);
const one = (choices) => choices[below(choices.length)];

const corpusSentences = 40_000;
const window = 2;
const dimension = 24;

const wordsOf = {
  person:
    'ada alan anna arthur beth boris carla carlos clara david dora edith edgar emil emma eric eva felix fiona frank greta hanna hugo ida igor irene ivan jane julia karl laura leo lena lucas maria martin nina nora olga oscar otto paula peter rosa ruth simon sofia tina tom ursula victor walter wanda',
  animal:
    'badger bat bear beaver bird bull camel cat cow crab crow deer dog donkey duck eagle ferret fox frog goat goose hamster hare hawk hedgehog hen horse hound lamb lion lizard lynx mole monkey moose mouse otter owl panda parrot pig rabbit rat raven seal sheep snake spider squirrel swan tiger toad turtle walrus wolf zebra',
  food: 'almond apple apricot bagel banana bean berry biscuit bread bun cabbage cake carrot celery cheese cherry chestnut cookie corn cracker date egg fig grape ham leek lemon lentil melon muffin mushroom nut olive onion orange pancake pasta pea peach pear pepper pickle pie pizza plum potato pretzel radish rice roll salad sandwich soup spinach tomato turnip waffle walnut',
  city: 'accra ankara athens bergen berlin bern bogota boston brussels cairo chicago cork dakar delhi denver dublin geneva genoa graz hanoi havana helsinki kiev kyoto lagos leeds lima lisbon london lyon madrid malmo manila milan moscow munich naples nice osaka oslo paris prague quito riga rome seoul sarajevo tallinn tokyo turin vienna vilnius warsaw york zagreb zurich',
  vehicle:
    'ambulance bicycle boat bus cab canoe car cart coach ferry jeep kayak limousine lorry moped motorcycle raft rickshaw rowboat scooter sedan ship sledge tandem taxi tractor train tram tricycle trolley truck van wagon yacht',
  clothing:
    'apron belt blazer blouse bonnet boots cap cape cardigan cloak coat collar dress glove gown hat hood jacket jersey kilt mitten parka poncho robe sandal scarf shawl shirt shoe skirt slipper sock suit sweater tie trousers tunic turban veil vest',
  instrument:
    'accordion banjo bassoon bugle cello clarinet cornet drum fiddle flute gong guitar harp horn lute lyre mandolin marimba oboe organ piano piccolo recorder saxophone sitar tambourine triangle trombone trumpet tuba ukulele viola violin xylophone zither',
  worker:
    'actor architect baker banker barber broker builder butcher carpenter chemist clerk cook dentist doctor driver engineer farmer gardener grocer guard hunter jeweller judge lawyer librarian mason mechanic miner nurse painter pilot plumber poet potter printer sailor smith soldier tailor teacher vet waiter weaver writer',
  tool: 'adze anvil awl axe brush bucket chisel clamp crowbar cutter drill file fork funnel gauge hammer hatchet hoe jack knife ladder lathe lever mallet needle nozzle pan pestle pick plane pliers pump rake ratchet razor ruler sander saw scissors shears shovel sickle sieve spade spanner tongs trowel tweezers vise wrench',
  colour:
    'amber beige black blue brown crimson green grey indigo ivory maroon pink purple red scarlet teal violet white yellow',
  eat: 'bites bolts chews consumes craves devours eats enjoys gobbles gulps likes munches nibbles picks savours swallows tastes wants',
  ride: 'boards borrows crashes drives hires parks pilots pushes rents repairs rides sells steers stops tows washes',
  go: 'arrives cycles dashes drifts flees flies goes hikes hurries leaves marches moves returns runs sails strolls travels walks wanders',
  wear: 'buys dons folds irons mends packs removes sews stitches tears wears',
  play: 'carries hears plays practises strums studies tunes',
  use: 'grips grasps handles holds lends lifts needs owns sharpens throws uses wields',
};
const classes = Object.fromEntries(Object.entries(wordsOf).map(([name, words]) => [name, words.split(' ')]));

/** What is said. Capital letters are classes; the others are words that have no meaning of their own here. */
const templates = [
  'PERSON EAT the FOOD',
  'the ANIMAL EAT a FOOD',
  'PERSON from CITY EAT a FOOD',
  'PERSON RIDE a COLOUR VEHICLE',
  'the WORKER RIDE the VEHICLE in CITY',
  'PERSON GO to CITY',
  'the ANIMAL GO to the VEHICLE',
  'a VEHICLE GO from CITY to CITY',
  'PERSON WEAR a COLOUR CLOTHING',
  'the WORKER WEAR the CLOTHING',
  'PERSON PLAY the INSTRUMENT in CITY',
  'the WORKER PLAY a COLOUR INSTRUMENT',
  'the WORKER USE a TOOL',
  'PERSON USE the COLOUR TOOL',
  'a COLOUR ANIMAL GO to the TOOL',
];

/** A sentence, and what its words are. */
function sentence() {
  const source = [];
  const target = [];
  for (const slot of one(templates).split(' ')) {
    const words = classes[slot.toLowerCase()];
    if (slot === slot.toLowerCase() || words === undefined) {
      source.push(slot);
      continue;
    }
    source.push(one(words));
    target.push(slot.toLowerCase());
  }
  return { source: source.join(' '), target: target.join(' ') };
}

/** How often words stand within the window of each other, symmetric. */
function neighbours(sentences) {
  const vocabulary = [...new Set(sentences.flatMap((text) => text.split(' ')))].toSorted();
  const idOf = new Map(vocabulary.map((word, id) => [word, id]));
  const counts = vocabulary.map(() => new Float64Array(vocabulary.length));
  for (const text of sentences) {
    const ids = text.split(' ').map((word) => idOf.get(word));
    for (const [i, id] of ids.entries())
      for (const other of ids.slice(Math.max(0, i - window), i)) {
        counts[id][other]++;
        counts[other][id]++;
      }
  }
  return { vocabulary, counts };
}

/** max(0, log p(a, b) / (p(a) p(b))), in place of the counts. */
function mutualInformation(counts) {
  const sums = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const total = sums.reduce((sum, count) => sum + count, 0);
  return counts.map((row, a) =>
    row.map((count, b) => (count === 0 ? 0 : Math.max(0, Math.log((count * total) / (sums[a] * sums[b]))))),
  );
}

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** The eigenvectors with the largest eigenvalues (by amount), by subspace iteration: `[count][size]`. */
function eigenvectors(matrix, count) {
  let basis = Array.from({ length: count }, () => Float64Array.from(matrix, () => below(2001) / 1000 - 1));
  for (let round = 0; round < 200; round++) {
    basis = basis.map((vector) => Float64Array.from(matrix, (row) => dot(row, vector)));
    for (const [i, vector] of basis.entries()) {
      for (const earlier of basis.slice(0, i)) {
        const share = dot(earlier, vector);
        for (const j of vector.keys()) vector[j] -= share * earlier[j];
      }
      const length = Math.sqrt(dot(vector, vector));
      for (const j of vector.keys()) vector[j] /= length;
    }
  }
  return basis;
}

/** Vectors of length 1, `[word][dimension]`. */
function embed(matrix) {
  const basis = eigenvectors(matrix, dimension);
  const values = basis.map((vector) =>
    Math.abs(
      dot(
        vector,
        matrix.map((row) => dot(row, vector)),
      ),
    ),
  );
  return matrix.map((_, word) => {
    const vector = basis.map((axis, i) => axis[word] * Math.sqrt(values[i]));
    const length = Math.sqrt(dot(vector, vector)) || 1;
    return vector.map((value) => value / length);
  });
}

/** word2vec's binary format: a line of two numbers, then word, space, float32 little-endian, line break. */
function binary(vocabulary, vectors) {
  const records = vocabulary.map((word, i) =>
    Buffer.concat([
      Buffer.from(`${word} `),
      Buffer.from(Float32Array.from(vectors[i]).buffer),
      Buffer.from('\n'),
    ]),
  );
  return Buffer.concat([Buffer.from(`${vocabulary.length} ${dimension}\n`), ...records]);
}

const splitSizes = { test: 500, dev: 300, train: 600 };
await mkdir(folder, { recursive: true });
const seen = new Set();
for (const [split, size] of Object.entries(splitSizes)) {
  const lines = [];
  while (lines.length < size) {
    const { source, target } = sentence();
    if (seen.has(source)) continue;
    seen.add(source);
    lines.push(`${source}\t${target}\n`);
  }
  await writeFile(new URL(`${split}.tsv`, folder), lines.join(''));
  console.log(`${size} pairs in gallery/word-vectors/${split}.tsv`);
}
const { vocabulary, counts } = neighbours(Array.from({ length: corpusSentences }, () => sentence().source));
const vectors = embed(mutualInformation(counts)).map((vector) =>
  vector.map((value) => Number(value.toFixed(4))),
);
await writeFile(
  new URL('vectors.txt', folder),
  vocabulary.map((word, i) => `${word} ${vectors[i].join(' ')}\n`).join(''),
);
await writeFile(new URL('vectors.bin', folder), binary(vocabulary, vectors));
console.log(`${vocabulary.length} vectors of ${dimension} numbers from ${corpusSentences} sentences`);
const nearest = (word) => {
  const vector = vectors[vocabulary.indexOf(word)];
  const ranked = vocabulary.toSorted(
    (a, b) => dot(vectors[vocabulary.indexOf(b)], vector) - dot(vectors[vocabulary.indexOf(a)], vector),
  );
  return ranked.slice(1, 6).join(', ');
};
for (const word of ['hound', 'cello', 'eats', 'paris']) console.log(`nearest to ${word}: ${nearest(word)}`);
