import type * as vscode from 'vscode';

/** Data files that features are offered on: `.tsv` files wherever they come from. */
export const dataFileSelector: vscode.DocumentSelector = { pattern: '**/*.tsv' };

export const isDataFile = ({ uri }: Pick<vscode.TextDocument, 'uri'>): boolean =>
  uri.path.toLowerCase().endsWith('.tsv') && uri.scheme !== 'git';

/** The two sides of a line; undefined when it is no pair. */
export function pairOfLine(text: string): { readonly source: string; readonly target: string } | undefined {
  const [source, target, ...others] = text.split('\t');
  return source === undefined || target === undefined || others.length > 0 ? undefined : { source, target };
}

/** Where the target of a line begins. */
export const targetStart = (text: string): number => text.indexOf('\t') + 1;
