/**
 * The component library tests at its start, by a style element, whether the browser knows `:focus-visible`. Under our
 * policy that element needs the nonce of the page, and the library looks for it in this meta element. Import this file
 * before the library; without the nonce its controls would show a focus ring on every click.
 */
const nonce = document.currentScript?.nonce ?? '';
if (nonce !== '') {
  const meta = document.createElement('meta');
  meta.setAttribute('property', 'csp-nonce');
  meta.content = nonce;
  document.head.append(meta);
}

export {};
