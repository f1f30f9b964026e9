interface Entry {
  readonly pair: number;
  readonly count: number;
}

/**
 * Pairs by falling count, and among equals by falling spelling. A pair whose count has changed is pushed again; entries
 * with an old count are passed over.
 */
export class MergeQueue {
  private readonly heap: Entry[] = [];

  /** @param compareSpelling order of two pairs by how they are spelt */
  constructor(private readonly compareSpelling: (a: number, b: number) => number) {}

  push(pair: number, count: number): void {
    const { heap } = this;
    const entry = { pair, count };
    let place = heap.push(entry) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!this.isBefore(entry, heap[parent]!)) break;
      heap[place] = heap[parent]!;
      place = parent;
    }
    heap[place] = entry;
  }

  /** Takes out the first pair that still has its count; undefined when there is none. */
  pop(counts: ReadonlyMap<number, number>): Entry | undefined {
    for (;;) {
      const top = this.take();
      if (top === undefined || counts.get(top.pair) === top.count) return top;
    }
  }

  private take(): Entry | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && this.isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!this.isBefore(heap[child]!, last)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = last;
    return top;
  }

  private isBefore(a: Entry, b: Entry): boolean {
    return a.count === b.count ? this.compareSpelling(a.pair, b.pair) > 0 : a.count > b.count;
  }
}
