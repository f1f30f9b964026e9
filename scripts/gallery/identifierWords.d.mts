export function wordsOf(identifier: string): string[];
