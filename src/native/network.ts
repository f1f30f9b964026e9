import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';

/** How requests leave this machine. In VS Code nothing is set: it routes the requests of its extensions itself. */
export interface Network {
  /** Certificates to trust, PEM; undefined: Node's own. */
  readonly ca?: readonly string[];
  /** The agent for a URL that goes through a proxy. */
  readonly agentFor?: (url: URL) => http.Agent | undefined;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** So long may the other side be silent. */
  readonly silenceMs?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: http.IncomingMessage;
  /** After redirects. */
  readonly url: URL;
}

const maxRedirects = 5;
const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request and follows redirects. The answer's body is still to be read, or destroyed.
 * @throws Error when the other side can't be reached or is silent, naming its host
 */
export async function request(url: URL, order: HttpRequest, network: Network): Promise<HttpResponse> {
  for (let from = url, redirected = 0; ; redirected++) {
    const body = await send(from, order, network);
    const status = body.statusCode ?? 0;
    const { location } = body.headers;
    if (!redirects.has(status) || location === undefined)
      return { status, headers: body.headers, body, url: from };
    body.resume();
    if (redirected === maxRedirects) throw new Error(`${url.host} redirects without an end.`);
    from = new URL(location, from);
  }
}

/**
 * The text of an answer.
 * @throws Error when the status is not 200
 */
export async function requestText(
  url: URL,
  order: HttpRequest,
  network: Network,
): Promise<{ text: string; contentType: string; url: URL }> {
  const { status, headers, body, url: from } = await request(url, order, network);
  if (status !== 200) {
    body.destroy();
    throw new Error(`${shownUrl(url)} answers with status ${status}.`);
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk as Uint8Array);
  return {
    text: Buffer.concat(chunks).toString('utf8'),
    contentType: headers['content-type'] ?? '',
    url: from,
  };
}

/** A URL for people: without a name and password. */
export function shownUrl(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  shown.hash = '';
  return shown.href;
}

function send(url: URL, order: HttpRequest, network: Network): Promise<http.IncomingMessage> {
  const { method = 'GET', headers = {}, signal, silenceMs = 30_000 } = order;
  const agent = network.agentFor?.(url);
  const { username, password } = url;
  const authorization =
    username === ''
      ? {}
      : {
          authorization: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`,
        };
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'http:' ? http : https).request(
      new URL(shownUrl(url)),
      {
        method,
        headers: { 'user-agent': 'seq2seq-lab', ...authorization, ...headers },
        signal,
        ...(agent === undefined ? {} : { agent }),
        ...(network.ca === undefined ? {} : { ca: [...network.ca] }),
      },
      resolve,
    );
    // Also counts while the body is read.
    outgoing.setTimeout(silenceMs, () => {
      outgoing.destroy(new Error(`no answer for ${silenceMs / 1000} s`));
    });
    outgoing.on('error', (error) => {
      reject(
        signal.aborted
          ? error
          : new Error(`${url.host} can't be reached: ${error.message}.`, { cause: error }),
      );
    });
    outgoing.end();
  });
}

const certificateVariables = ['PIP_CERT', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE'];

/** The network as the command line finds it in its environment: proxies, and certificates that a company adds. */
export function environmentNetwork(env: Readonly<NodeJS.ProcessEnv>): Network {
  const added = certificateVariables.flatMap((name) => readCertificates(env[name]));
  return {
    ...(added.length === 0 ? {} : { ca: [...tls.rootCertificates, ...added] }),
    agentFor: (url) => {
      const proxy = proxyFor(url, env);
      return proxy === undefined ? undefined : new HttpsProxyAgent(proxy);
    },
  };
}

function readCertificates(file: string | undefined): string[] {
  if (file === undefined || file === '') return [];
  try {
    return [readFileSync(file, 'utf8')];
  } catch {
    // A bundle that is not there (any more): a connection that needs it says so.
    return [];
  }
}

/** The proxy that the usual variables name for a URL: `https_proxy`, `http_proxy`, `all_proxy`, `no_proxy`. */
export function proxyFor(url: URL, env: Readonly<NodeJS.ProcessEnv>): string | undefined {
  const read = (name: string): string => (env[name] ?? '') || (env[name.toUpperCase()] ?? '');
  const proxy = read(url.protocol === 'http:' ? 'http_proxy' : 'https_proxy') || read('all_proxy');
  if (proxy === '' || isExcepted(url.hostname, read('no_proxy'))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isExcepted(host: string, exceptions: string): boolean {
  return exceptions
    .split(/[\s,]+/)
    .map((exception) => exception.replace(/^\*?\./, '').replace(/:\d+$/, ''))
    .some((name) => name === '*' || (name !== '' && (host === name || host.endsWith(`.${name}`))));
}
