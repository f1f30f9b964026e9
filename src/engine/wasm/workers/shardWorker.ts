import type { TensorInfo } from '@tensorflow/tfjs-core';
import { tensorMemory, writeTensor } from '../tensorMemory';
import { WasmVariables } from '../wasmVariables';
import type { WorkerCommand, WorkerReport, WorkerStart } from './messages';
import type { RunControl } from './runControl';
import { SharedSums, sumSpecs } from './sharedSums';
import { OtherShardFailed, ShardRunner } from './shardRunner';

/** A thread that holds all variables and computes one shard of every run. */
export class ShardWorker {
  private readonly memory = tensorMemory();
  private readonly variables = new WasmVariables(this.memory);
  private readonly runners = new Map<number, ShardRunner>();

  /** The backend must be initialised. */
  constructor(
    private readonly start: WorkerStart,
    private readonly control: RunControl,
  ) {}

  execute(command: WorkerCommand): void {
    try {
      this.dispatch(command);
    } catch (error) {
      // What it holds may differ from what the others do: they must not go on with it.
      this.report({ type: 'broken', message: messageOf(error) });
      this.control.stop();
    }
  }

  private dispatch(command: WorkerCommand): void {
    switch (command.type) {
      case 'define':
        this.define(command);
        break;
      case 'load': {
        const { participant, participants } = this.start;
        const sums = new SharedSums(command.sums, sumSpecs(command.programs.shard), participants);
        const { memory, control } = this;
        this.runners.set(
          command.step,
          new ShardRunner(participant, command.programs, { memory, sums, control }),
        );
        break;
      }
      case 'run':
        this.run(command);
        break;
      case 'unload':
        this.runners.get(command.step)?.dispose();
        this.runners.delete(command.step);
        break;
    }
  }

  private define({ variables, values }: Extract<WorkerCommand, { type: 'define' }>): void {
    let offset = 0;
    this.variables.define(
      new Map(
        variables.map(([name, shape]) => {
          const size = shape.reduce((product, length) => product * length, 1);
          const part = new Float32Array(values, Float32Array.BYTES_PER_ELEMENT * offset, size);
          offset += size;
          return [name, { shape, values: part }];
        }),
      ),
    );
  }

  private run({ step, run, feeds }: Extract<WorkerCommand, { type: 'run' }>): void {
    const runner = this.runners.get(step);
    if (runner === undefined) throw new Error(`Step ${step} has not been loaded.`);
    const uploaded = new Map<string, TensorInfo>();
    const failures: unknown[] = [];
    try {
      for (const [name, { spec, values }] of feeds)
        uploaded.set(name, writeTensor(this.memory, spec, values));
      // However long the others take: the starting thread decides when it is too long.
      const result = runner.run(this.variables.tensors, uploaded, run, Infinity, (error) => {
        failures.push(error);
        this.report({ type: 'failed', run, message: messageOf(error) });
      });
      for (const [name, tensor] of result.updates) this.variables.replace(name, tensor);
      for (const { dataId } of [...result.fetches.values(), ...result.kept.values()])
        this.memory.disposeData(dataId);
    } catch (error) {
      // A shard has failed, here or elsewhere, and nobody has changed a variable.
      if (failures.length === 0 && !(error instanceof OtherShardFailed)) throw error;
    } finally {
      for (const { dataId } of uploaded.values()) this.memory.disposeData(dataId);
    }
  }

  private report(report: WorkerReport): void {
    this.start.reports.postMessage(report);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
