import { createInterface } from 'node:readline';
import type { Engine } from '../../core/step/engine';
import { readBatch, readWeights } from './caseFiles';
import { EngineDecoder } from './engineDecoder';
import { EngineTrainer } from './engineTrainer';
import { openBenchEngine, type BenchEngineName } from './openBenchEngine';
import { decodingTasks, type PeerRequest } from './peerMessages';

/** One of our engines as a program that the bench measures: answers requests on stdin until it ends. */
export async function serveBenchEngine(name: BenchEngineName, threads: number): Promise<void> {
  const engine = await openBenchEngine(name, threads);
  const reply = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
  reply({ program: 'Seq2Seq Lab', version: engine.info.version });
  const served = new ServedEngine(engine, threads);
  for await (const line of createInterface({ input: process.stdin })) {
    try {
      // From our own parent process.
      reply(await served.answer(JSON.parse(line) as PeerRequest));
    } catch (error) {
      reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  engine.dispose();
}

class ServedEngine {
  private loaded: EngineTrainer | undefined;
  private decoder: EngineDecoder | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly threads: number,
  ) {}

  async answer(request: PeerRequest): Promise<object> {
    const { info } = this.engine;
    // A figure under the name of two threads must be one of two threads.
    if (info.threads !== this.threads)
      return { unsupported: `it has ${info.threads} of ${this.threads} threads here` };
    switch (request.type) {
      case 'load': {
        this.unload();
        const weights = await readWeights(request.weightsFile);
        const batch = await readBatch(request.batchFile, request.case.size);
        const startedAtMs = performance.now();
        this.loaded = new EngineTrainer(this.engine, request.case, weights, batch);
        this.loaded.step();
        return { firstStepMs: performance.now() - startedAtMs };
      }
      case 'losses': {
        this.trainer.reset();
        return { losses: Array.from({ length: request.steps }, () => this.trainer.step()) };
      }
      case 'run':
        this.trainer.reset();
        this.trainer.step();
        return this.run(request.steps);
      case 'load-decoder': {
        this.unload();
        this.decoder = new EngineDecoder(this.engine, request.case, await readWeights(request.weightsFile));
        const decoder = this.decoder;
        return { runsMs: decodingTasks.flatMap((task) => decoder.run(task, 1)) };
      }
      case 'decode':
        if (this.decoder === undefined) throw new Error('No decoder is loaded.');
        return { runsMs: this.decoder.run(request.task, request.runs) };
      case 'memory':
        return { peakBytes: process.resourceUsage().maxRSS * 1024 };
    }
  }

  private unload(): void {
    this.loaded?.dispose();
    this.loaded = undefined;
    this.decoder?.dispose();
    this.decoder = undefined;
  }

  private run(steps: number): object {
    const before = process.cpuUsage();
    const stepsMs = Array.from({ length: steps }, () => {
      const startedAtMs = performance.now();
      this.trainer.step();
      return performance.now() - startedAtMs;
    });
    const { user, system } = process.cpuUsage(before);
    return { stepsMs, cpuMs: (user + system) / 1000 };
  }

  private get trainer(): EngineTrainer {
    if (this.loaded === undefined) throw new Error('No case is loaded.');
    return this.loaded;
  }
}
