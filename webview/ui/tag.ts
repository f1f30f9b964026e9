/** A small boxed word. */
export function createTag(): HTMLElement {
  return document.createElement('vscode-tag');
}
