import diff from 'fast-diff';

const shownChanges = 4;

/** How one text differs from another, in a few words: `‘20’ → ‘21’`, `+‘x’`, `−‘y’`; empty when it does not. */
export function differenceText(from: string, to: string): string {
  const changes: { removed: string; added: string }[] = [];
  let isOpen = false;
  for (const [operation, text] of diff(from, to)) {
    if (operation === diff.EQUAL) isOpen = false;
    else {
      const last = changes.at(-1);
      const change = isOpen && last !== undefined ? last : { removed: '', added: '' };
      if (operation === diff.DELETE) change.removed += text;
      else change.added += text;
      if (change !== last) changes.push(change);
      isOpen = true;
    }
  }
  const shown = changes.slice(0, shownChanges).map(({ removed, added }) => {
    if (removed === '') return `+‘${added}’`;
    return added === '' ? `−‘${removed}’` : `‘${removed}’ → ‘${added}’`;
  });
  if (changes.length > shownChanges) shown.push('…');
  return shown.join(', ');
}
