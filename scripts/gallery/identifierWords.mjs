/**
 * Words of an identifier, by rule: a capital begins a word; a run of capitals is one word up to the last, which begins
 * the next (`HTMLElement` → html element), a plural s belongs to it (`URLs` → urls); digits belong to the word before.
 * @param {string} identifier
 * @returns {string[]}
 */
export function wordsOf(identifier) {
  return identifier
    .split(/_+/)
    .flatMap((part) => part.match(/[A-Z]{2,}s(?![a-z])\d*|[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*|\d+/g) ?? [])
    .map((word) => word.toLowerCase());
}
