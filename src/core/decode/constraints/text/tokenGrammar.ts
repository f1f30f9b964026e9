import { readToken, type Frames, type ReadingPlace } from './readingPlace';
import type { SpelledToken } from './spelledTokens';
import type { TextMachine } from '../../../text/grammars/textMachine';

/** More places than this in one expression take longer to explore than anyone would wait. */
const mostPlaces = 5_000;

/** What one token does at a place, whatever frames lie below the innermost. */
type KnownMove =
  | { readonly kind: 'stay' | 'close'; readonly mode: string; readonly separator: string }
  | { readonly kind: 'open'; readonly mode: string; readonly separator: string; readonly frame: string };

/** `unknown`: only reading the token with the real frames tells. */
type TokenMove = KnownMove | 'unknown';

/** A place as far as the next token is concerned: the mode, what separates, and the innermost frame. */
interface LocalPlace {
  readonly mode: string;
  readonly frame: string | undefined;
  /** By id; undefined: the token can't come next. */
  readonly moves: readonly (TokenMove | undefined)[];
  /** The moves that differ. */
  readonly edges: readonly KnownMove[];
  /** Fewest tokens that close the innermost frame or, if none is open, end the text; Infinity if none do. */
  cost: number;
  /** Where those that close the frame lead. */
  exit: { readonly mode: string; readonly separator: string } | undefined;
  /** What `endsAfter` tells of it when no frame is open; made when it is first asked for. */
  ends?: readonly (number | undefined)[];
}

/**
 * A text machine that reads tokens of a vocabulary: which tokens can come next, and how many it takes to come to an end
 * that the machine accepts. Places are explored as they are met, each once. A way to the end closes frames one by one:
 * where tokens close several at once, a shorter one may exist.
 */
export class TokenGrammar {
  private readonly places = new Map<string, LocalPlace>();

  constructor(
    private readonly machine: TextMachine,
    /** `[vocabulary]` */
    private readonly tokens: readonly (SpelledToken | undefined)[],
  ) {}

  get start(): ReadingPlace {
    return { mode: this.machine.start, separator: '', frames: undefined };
  }

  mayEnd({ mode, frames }: ReadingPlace): boolean {
    return frames === undefined && this.machine.accepts(mode);
  }

  /** Undefined when no accepted text goes on so. */
  read(place: ReadingPlace, token: SpelledToken): ReadingPlace | undefined {
    const read = readToken(this.machine, place, token);
    return read === 'unknown' ? undefined : read;
  }

  /** By id, `tokensToEnd` of the place after each token; undefined for tokens that can't come next. */
  endsAfter(place: ReadingPlace): readonly (number | undefined)[] {
    const { mode, separator, frames } = place;
    const local = this.placeOf(mode, separator, frames?.frame);
    if (frames !== undefined) return this.measureEnds(place, local);
    local.ends ??= this.measureEnds(place, local);
    return local.ends;
  }

  /** Tokens, without the end symbol, that lead from here to a text that the machine accepts; Infinity: there is no way. */
  tokensToEnd({ mode, separator, frames }: ReadingPlace): number {
    const { cost, exit } = this.placeOf(mode, separator, frames?.frame);
    if (frames === undefined || exit === undefined) return cost;
    return cost + this.tokensToEnd({ ...exit, frames: frames.below });
  }

  private measureEnds(place: ReadingPlace, { moves }: LocalPlace): (number | undefined)[] {
    const { frames } = place;
    const known = new Map<TokenMove, number>();
    return moves.map((move, id) => {
      if (move === undefined) return undefined;
      if (move === 'unknown') {
        const token = this.tokens[id];
        const after = token && this.read(place, token);
        return after && this.tokensToEnd(after);
      }
      const seen = known.get(move);
      if (seen !== undefined) return seen;
      const { mode, separator } = move;
      const tokens = this.tokensToEnd({ mode, separator, frames: framesAfter(move, frames) });
      known.set(move, tokens);
      return tokens;
    });
  }

  private placeOf(mode: string, separator: string, frame: string | undefined): LocalPlace {
    return this.places.get(keyOf(mode, separator, frame)) ?? this.explore(mode, separator, frame);
  }

  /** Adds a place with all that can be reached from it, and works out their costs. */
  private explore(mode: string, separator: string, frame: string | undefined): LocalPlace {
    const first = this.add(mode, separator, frame);
    // The costs of a place follow from those of others: repeated until none gets lower (Knuth 1977, for grammars).
    let changed = true;
    while (changed) {
      const before = this.places.size;
      changed = false;
      // Those that were met last lie nearest to the end.
      for (const place of [...this.places.values()].reverse())
        for (const edge of place.edges) changed = this.relax(place, edge) || changed;
      // Ways back from frames that can be closed add places.
      changed ||= this.places.size > before;
    }
    return first;
  }

  private add(mode: string, separator: string, frame: string | undefined): LocalPlace {
    const queue = [{ mode, separator, frame }];
    for (const at of queue) {
      const key = keyOf(at.mode, at.separator, at.frame);
      if (this.places.has(key)) continue;
      if (this.places.size === mostPlaces)
        throw new RangeError(
          `What may be written has more than ${mostPlaces} states. Use a simpler regular expression, or smaller numbers in {n,m}.`,
        );
      const place = this.examine(at.mode, at.separator, at.frame);
      this.places.set(key, place);
      for (const edge of place.edges)
        if (edge.kind !== 'close')
          queue.push({ ...edge, frame: edge.kind === 'open' ? edge.frame : at.frame });
    }
    return this.places.get(keyOf(mode, separator, frame))!;
  }

  private examine(mode: string, separator: string, frame: string | undefined): LocalPlace {
    const frames: Frames | undefined = frame === undefined ? undefined : { frame, below: undefined };
    const edges = new Map<string, KnownMove>();
    const moves = this.tokens.map((token): TokenMove | undefined => {
      if (token === undefined) return undefined;
      const read = readToken(this.machine, { mode, separator, frames }, token, frame === undefined);
      if (read === undefined || read === 'unknown') return read;
      const move = moveTo(read, frames);
      if (move === 'unknown') return move;
      const key = `${move.kind} ${keyOf(move.mode, move.separator, move.kind === 'open' ? move.frame : undefined)}`;
      const same = edges.get(key) ?? move;
      edges.set(key, same);
      return same;
    });
    const ends = frame === undefined && this.machine.accepts(mode);
    return { mode, frame, moves, edges: [...edges.values()], cost: ends ? 0 : Infinity, exit: undefined };
  }

  /** Whether the edge gives a cheaper way out of its place. */
  private relax(place: LocalPlace, edge: KnownMove): boolean {
    if (edge.kind === 'close') return lower(place, 1, edge);
    const inner = this.add(edge.mode, edge.separator, edge.kind === 'open' ? edge.frame : place.frame);
    if (edge.kind === 'stay') return lower(place, 1 + inner.cost, inner.exit);
    if (inner.exit === undefined) return false;
    const back = this.add(inner.exit.mode, inner.exit.separator, place.frame);
    return lower(place, 1 + inner.cost + back.cost, back.exit);
  }
}

function lower(place: LocalPlace, cost: number, exit: LocalPlace['exit']): boolean {
  if (!(cost < place.cost)) return false;
  place.cost = cost;
  place.exit = exit;
  return true;
}

function keyOf(mode: string, separator: string, frame: string | undefined): string {
  return `${separator}\n${frame ?? ''}\n${mode}`;
}

function moveTo({ mode, separator, frames }: ReadingPlace, before: Frames | undefined): TokenMove {
  if (frames === before) return { kind: 'stay', mode, separator };
  if (frames === undefined) return { kind: 'close', mode, separator };
  return frames.below === before ? { kind: 'open', mode, separator, frame: frames.frame } : 'unknown';
}

function framesAfter(move: KnownMove, frames: Frames | undefined): Frames | undefined {
  if (move.kind === 'open') return { frame: move.frame, below: frames };
  return move.kind === 'stay' ? frames : frames?.below;
}
