import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedFile {
  readonly content: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ServedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** What a test may do with a request instead of answering it: true when it has. */
type Interference = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A web server on this machine that serves files by their path, also from the middle, and notes what it is asked. */
export class FileServer {
  readonly files = new Map<string, ServedFile>();
  readonly requests: ServedRequest[] = [];
  interfere: Interference = () => false;

  private constructor(private readonly server: Server) {}

  /** @param port 0: any that is free */
  static async start(port = 0): Promise<FileServer> {
    const server = createServer();
    const files = new FileServer(server);
    server.on('request', (request, response) => {
      files.answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return files;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { method = '', url = '', headers } = request;
    this.requests.push({ method, path: url, headers });
    if (this.interfere(request, response)) return;
    const file = this.files.get(url);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const content = Buffer.from(file.content);
    const etag = file.headers?.['etag'];
    const isSame = headers['if-range'] === undefined || headers['if-range'] === etag;
    const [, from] = (isSame ? /^bytes=(\d+)-$/.exec(headers.range ?? '') : undefined) ?? [];
    if (from !== undefined && Number(from) >= content.length) {
      response.writeHead(416).end();
      return;
    }
    const start = Number(from ?? 0);
    const range = { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` };
    response.writeHead(from === undefined ? 200 : 206, {
      'content-length': content.length - start,
      ...file.headers,
      ...(from === undefined ? {} : range),
    });
    response.end(method === 'HEAD' ? undefined : content.subarray(start));
  }
}
