import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { environmentNetwork, proxyFor, requestText, shownUrl } from '../../../src/native/network';
import { FileServer } from '../../support/fileServer';

const signal = new AbortController().signal;

describe('The network of the installer', () => {
  let server: FileServer;

  beforeEach(async () => {
    server = await FileServer.start();
    server.files.set('/text', { content: 'found' });
  });
  afterEach(() => server.stop());

  it('follows redirects, but not in a circle', async () => {
    server.interfere = ({ url }, response) => {
      if (url === '/text') return false;
      response.writeHead(302, { location: url === '/circle' ? '/circle' : '/text' }).end();
      return true;
    };
    assert.equal((await requestText(new URL('moved', server.url), { signal }, {})).text, 'found');
    await assert.rejects(
      requestText(new URL('circle', server.url), { signal }, {}),
      /redirects without an end/,
    );
  });

  it('says which host does not answer in time', async () => {
    server.interfere = () => true;
    await assert.rejects(
      requestText(new URL('text', server.url), { signal, silenceMs: 50 }, {}),
      /127\.0\.0\.1:\d+ can't be reached: no answer for 0\.05 s/,
    );
  });

  it('sends a name and password of the URL as such, and shows them to nobody', async () => {
    const url = new URL('text', server.url);
    url.username = 'me';
    url.password = 'a%20secret';
    await requestText(url, { signal }, {});
    const { headers } = server.requests[0]!;
    assert.equal(headers.authorization, `Basic ${Buffer.from('me:a secret').toString('base64')}`);
    url.pathname = '/nothing';
    await assert.rejects(
      requestText(url, { signal }, {}),
      (error: Error) => !error.message.includes('secret'),
    );
    assert.equal(shownUrl(url), new URL('nothing', server.url).href);
  });

  it('goes through the proxy that the environment names', async () => {
    const asked: string[] = [];
    const proxy = createServer().on('connect', ({ url = '' }, client) => {
      asked.push(url);
      const [host, port] = url.split(':');
      const upstream = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      const network = environmentNetwork({ http_proxy: `http://${address}` });
      assert.equal((await requestText(new URL('text', server.url), { signal }, network)).text, 'found');
      assert.deepEqual(asked, [server.url.host]);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });

  it('finds a URL’s proxy as other programs do', () => {
    const url = (text: string): URL => new URL(text);
    const env = { HTTPS_PROXY: 'proxy:3128', no_proxy: 'localhost, .inner.example,other.example:443' };
    assert.equal(proxyFor(url('https://pypi.example/simple/'), env), 'http://proxy:3128');
    assert.equal(proxyFor(url('http://pypi.example/'), env), undefined);
    assert.equal(proxyFor(url('https://a.inner.example/'), env), undefined);
    assert.equal(proxyFor(url('https://other.example/'), env), undefined);
    assert.equal(proxyFor(url('https://another.example/'), env), 'http://proxy:3128');
    assert.equal(proxyFor(url('https://x.example/'), { all_proxy: 'http://a', NO_PROXY: '*' }), undefined);
  });
});
