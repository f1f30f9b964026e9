import { createServer } from 'node:net';

/**
 * @param {number} [preferred] taken when it is free
 * @returns {Promise<number>} a port of 127.0.0.1 that nobody listens on now
 */
export async function freePort(preferred = 0) {
  return (await listen(preferred).catch(() => undefined)) ?? listen(0);
}

/**
 * @param {number} port 0: any
 * @returns {Promise<number>}
 */
function listen(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system gave no port.'));
      });
    });
  });
}
