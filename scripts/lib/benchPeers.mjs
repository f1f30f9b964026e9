import { inRepository } from './repository.mjs';

/**
 * The programs that `bench` measures beside ours: each a process that speaks the protocol of
 * `src/cli/bench/peerMessages.ts`, with a fixed number of threads.
 * @param {object} installed
 * @param {string} installed.python interpreter of `bench/requirements.txt`
 * @param {string | undefined} installed.native folder with tfjs-node
 * @returns {{ engine: string, threads: number, command: string, args: string[], env: Record<string, string> }[]}
 */
export function benchPeers({ python, native }) {
  return [1, 2].flatMap((threads) => {
    const env = threadEnvironment(threads);
    // -B: no __pycache__ in the source tree.
    const inPython = (/** @type {string} */ script) => ({ command: python, args: ['-B', peer(script)] });
    return [
      { engine: 'PyTorch', ...inPython('torch_peer.py'), threads, env },
      { engine: 'Keras', ...inPython('keras_peer.py'), threads, env },
      ...(native === undefined
        ? []
        : [
            {
              engine: 'tfjs-layers',
              command: process.execPath,
              args: [peer('tfjsLayersPeer.mjs'), native],
              threads,
              env,
            },
          ]),
    ];
  });
}

/** @param {string} script */
function peer(script) {
  return inRepository('bench', 'peers', script);
}

/** @param {number} threads @returns {Record<string, string>} */
function threadEnvironment(threads) {
  const count = String(threads);
  return {
    OMP_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    TF_NUM_INTRAOP_THREADS: count,
    TF_NUM_INTEROP_THREADS: count,
    TF_CPP_MIN_LOG_LEVEL: '3',
    KERAS_BACKEND: 'tensorflow',
  };
}
