import { workerData } from 'node:worker_threads';
import { computeShards } from './computeShards';
import type { ThreadStart } from './messages';
import { watchWorkers } from './watchWorkers';

// Entry point of the threads of an engine: those that compute shards of a step, and the one that watches over them.
const start = workerData as ThreadStart;
if (start.role === 'watcher') watchWorkers(start);
else void computeShards(start);
