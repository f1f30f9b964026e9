/** What of `vscode` makes texts. Files that take it as a parameter can be tested without VS Code. */
export interface Localizer {
  readonly env: { readonly language: string };
  readonly l10n: { readonly t: (message: string, ...values: (string | number)[]) => string };
}
