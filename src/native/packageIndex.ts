import { z } from 'zod';
import { requestText, shownUrl } from './network';
import type { Network } from './network';

export interface IndexedFile {
  readonly url: URL;
  /** As the index says; undefined when it does not. */
  readonly sha256: string | undefined;
}

const jsonIndexSchema = z.object({
  files: z.array(
    z.object({ filename: z.string(), url: z.string(), hashes: z.record(z.string(), z.string()).optional() }),
  ),
});

/**
 * Asks a Python package index for one file of a project: by JSON (PEP 691) where the index knows it, else by its HTML page
 * (PEP 503).
 * @param index a URL that ends in `/simple/`
 * @throws Error when the index can't be reached, or does not have the file
 */
export async function findIndexedFile(
  index: URL,
  project: string,
  fileName: string,
  { network, signal }: { readonly network: Network; readonly signal: AbortSignal },
): Promise<IndexedFile> {
  const page = new URL(`${project}/`, index);
  page.username = index.username;
  page.password = index.password;
  const headers = { accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.5' };
  const { text, contentType, url } = await requestText(page, { headers, signal }, network);
  const files = contentType.includes('json') ? filesOfJson(text) : filesOfHtml(text);
  const found = files.find((file) => file.name === fileName);
  if (found === undefined)
    throw new Error(
      `The package index ${shownUrl(index)} does not have ${fileName}. If it is a mirror of your company, ask for it to be added there.`,
    );
  const file = new URL(found.url, url);
  // A mirror behind a password serves its files behind the same.
  if (file.host === index.host && file.username === '') {
    file.username = index.username;
    file.password = index.password;
  }
  return { url: file, sha256: found.sha256 };
}

interface ListedFile {
  readonly name: string;
  readonly url: string;
  readonly sha256: string | undefined;
}

function filesOfJson(text: string): ListedFile[] {
  const { files } = jsonIndexSchema.parse(JSON.parse(text));
  return files.map(({ filename, url, hashes }) => ({ name: filename, url, sha256: hashes?.['sha256'] }));
}

function filesOfHtml(text: string): ListedFile[] {
  return Array.from(text.matchAll(/<a\b[^>]*\bhref\s*=\s*["']([^"']+)["'][^>]*>([^<]*)<\/a>/gi)).map(
    ([, href = '', label = '']) => ({
      name: label.trim(),
      url: href.replaceAll('&amp;', '&'),
      sha256: /#sha256=([0-9a-f]{64})/.exec(href)?.[1],
    }),
  );
}
