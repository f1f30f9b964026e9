/**
 * Shares the places of a beam out among candidates that have met different amounts of a constraint (dynamic beam
 * allocation, Post & Vilar 2018): one to the best of each amount, the largest first, then one to the second best of each,
 * and so on; what an amount doesn't use is the others'.
 * @param candidates best first
 * @param metBy how much of the constraint a candidate has met
 */
export function takeByGoals<Candidate>(
  candidates: readonly Candidate[],
  metBy: (candidate: Candidate) => number,
  places: number,
): Candidate[] {
  const banks = new Map<number, Candidate[]>();
  for (const candidate of candidates) {
    const met = metBy(candidate);
    const bank = banks.get(met) ?? [];
    banks.set(met, [...bank, candidate]);
  }
  const byAmount = [...banks].sort(([a], [b]) => b - a).map(([, bank]) => bank);
  const taken: Candidate[] = [];
  for (let rank = 0; taken.length < Math.min(places, candidates.length); rank++)
    for (const bank of byAmount) {
      const candidate = bank[rank];
      if (candidate !== undefined && taken.length < places) taken.push(candidate);
    }
  return taken;
}
