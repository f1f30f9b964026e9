// Makes gallery/branching/*.tsv: programs such as "r = 1 ; if r : 5 else 3", and what they give.
import { writeSplits } from './writeSplits.mjs';

const numbers = Array.from({ length: 30 }, (_, number) => number);

await writeSplits(
  'branching',
  [0, 1].flatMap((r) =>
    numbers.flatMap((yes) =>
      numbers.map((no) => {
        const source = `r = ${r} ; if r : ${yes} else ${no}`;
        return { key: source, source, target: String(r === 1 ? yes : no) };
      }),
    ),
  ),
);
