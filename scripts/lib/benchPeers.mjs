import { inRepository } from './repository.mjs';

/**
 * The programs that `bench` measures beside ours: each a process that speaks the protocol of
 * `src/cli/bench/peerMessages.ts`, with a fixed number of threads.
 * @param {object} installed
 * @param {string} installed.python interpreter of `bench/requirements.txt`
 * @param {string | undefined} installed.native folder with tfjs-node
 * @returns {{ engine: string, threads: number, command: string, args: string[], env: Record<string, string> }[]}
 */
export function benchPeers({ python }) {
  return [
    ['PyTorch', 'torch_peer.py', 1],
    ['PyTorch', 'torch_peer.py', 2],
  ].map(([engine, script, threads]) => ({
    engine: String(engine),
    threads: Number(threads),
    command: python,
    // -B: no __pycache__ in the source tree.
    args: ['-B', inRepository('bench', 'peers', String(script))],
    env: threadEnvironment(Number(threads)),
  }));
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
