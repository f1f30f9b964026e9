// A worker of the WebAssembly engine, from its TypeScript sources.
require('tsx/cjs');
require('../../src/engine/wasm/workers/engineWorker.ts');
