/** Text as it is, within Markdown. (`appendText` would forbid line breaks between words.) */
export const escapedMarkdown = (text: string): string =>
  text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$]/g, '\\$&').replace(/\s+/g, ' ');
