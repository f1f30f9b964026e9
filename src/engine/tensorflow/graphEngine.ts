import { util } from '@tensorflow/tfjs-core';
import type {
  CompiledStep,
  Engine,
  EngineInfo,
  EngineTensor,
  Feed,
  RunResult,
  TypedValues,
  VariableValue,
} from '../../core/step/engine';
import type { NamedSpecs, Step, TensorSpec } from '../../core/step/step';
import { checkKeptTensor, fedValues, namedFeeds } from '../checkFeeds';
import { isolateTfjs } from '../trace/isolateTfjs';
import { buildGraph, graphNames, type TracedStep } from './graph/buildGraph';
import { KernelRecorder } from './graph/kernelRecorder';
import { createTensor, GraphSession, takeValues, type FedTensor } from './graphSession';
import { nativeBackendName, type NativeBackend } from './nativeBackend';
import { NativeTensor } from './nativeTensor';
import { traceForGraph, type TraceForGraphOptions } from './traceForGraph';
import { VariableStore } from './variableStore';

/** A step of the engine, and what is known of it once it is part of a graph. */
interface GraphStep {
  readonly step: Step;
  readonly prefix: string;
  loaded?: LoadedStep;
}

interface LoadedStep {
  readonly session: GraphSession;
  readonly fetches: readonly string[];
  readonly kept: readonly { readonly name: string; readonly spec: TensorSpec }[];
  readonly updates: readonly string[];
  /** The nodes of fetches, then of what is kept; or the one that stands for the updates alone. */
  readonly nodes: readonly string[];
}

const bytesPerElement = 4;

/**
 * Runs steps as graphs of native TensorFlow, with one call into the library a run. Steps are traced and loaded when one of
 * them is first run, all that have been compiled by then into one graph; steps of one graph share their variables in it.
 * TensorFlow prepares each step at its own first run, which takes up to seconds. A session is bound to the thread that
 * loaded it.
 */
export class GraphEngine implements Engine {
  readonly preparesAtFirstRun = true;
  private readonly variables = new VariableStore();
  private readonly recorder: KernelRecorder;
  private readonly sessions = new Map<GraphSession, Set<GraphStep>>();
  private readonly waiting = new Set<GraphStep>();
  private compiledSteps = 0;
  private keptBytes = 0;

  constructor(
    readonly info: EngineInfo,
    private readonly native: NativeBackend,
    private readonly tracing: TraceForGraphOptions,
  ) {
    this.recorder = new KernelRecorder(native.backend, native.binding);
  }

  defineVariables(values: ReadonlyMap<string, VariableValue>): void {
    const before = this.variables.specs;
    this.variables.define(values);
    if (!sameSpecs(before, this.variables.specs)) this.unloadAll();
  }

  writeVariables(values: ReadonlyMap<string, VariableValue>): void {
    this.variables.write(values);
  }

  readVariables(): Map<string, VariableValue> {
    return this.variables.read();
  }

  compile(step: Step): CompiledStep {
    const prefix = `${validNodeName(step.name)}-${this.compiledSteps++}`;
    const graphStep: GraphStep = { step, prefix };
    this.waiting.add(graphStep);
    return {
      feeds: step.feeds,
      run: (feeds) => this.run(graphStep, feeds),
      dispose: () => {
        this.drop(graphStep);
      },
    };
  }

  memory(): { tensors: number; bytes: number } {
    const inSessions = [...this.sessions.keys()].reduce((sum, { variables }) => sum + bytesOf(variables), 0);
    return { tensors: this.native.nativeTensors(), bytes: inSessions + this.keptBytes };
  }

  dispose(): void {
    for (const session of this.sessions.keys()) session.dispose();
    this.sessions.clear();
    this.waiting.clear();
    this.variables.define(new Map());
  }

  private run(graphStep: GraphStep, feeds: Readonly<Record<string, Feed>>): RunResult {
    const loaded = graphStep.loaded ?? this.load(graphStep);
    const { session, updates, nodes } = loaded;
    const fed = this.feed(graphStep, feeds);
    try {
      this.variables.bringUpToDate(session);
      const results = session.run(fed.all, nodes);
      this.variables.changed(updates, session);
      const fetches: Record<string, TypedValues> = {};
      loaded.fetches.forEach((name, index) => {
        fetches[name] = takeValues(this.native.binding, results[index]!);
      });
      const kept: Record<string, EngineTensor> = {};
      loaded.kept.forEach(({ name, spec }, index) => {
        kept[name] = this.keep(results[loaded.fetches.length + index]!.id, spec);
      });
      if (nodes.length > loaded.fetches.length + loaded.kept.length)
        this.native.binding.deleteTensor(results.at(-1)!.id);
      return { fetches, kept };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`Native TensorFlow failed in step "${graphStep.step.name}": ${why}`, { cause: error });
    } finally {
      for (const id of fed.own) this.native.binding.deleteTensor(id);
    }
  }

  /** The feeds as native tensors, of which `own` are to be deleted after the run. */
  private feed(
    { step, prefix }: GraphStep,
    feeds: Readonly<Record<string, Feed>>,
  ): { readonly all: FedTensor[]; readonly own: number[] } {
    const named = namedFeeds(step.name, step.feeds, feeds);
    // Everything is checked before anything is uploaded.
    const values = named.map((feed) => {
      if (!(feed.feed instanceof NativeTensor)) return fedValues(feed);
      checkKeptTensor(feed, feed.feed);
      return feed.feed;
    });
    const own: number[] = [];
    const all = named.map(({ name, spec }, index) => {
      const value = values[index]!;
      const node = graphNames.feed(prefix, name);
      if (value instanceof NativeTensor) return { node, id: value.id };
      const id = createTensor(this.native.binding, spec, value);
      own.push(id);
      return { node, id };
    });
    return { all, own };
  }

  private keep(id: number, spec: TensorSpec): NativeTensor {
    const bytes = bytesPerElement * util.sizeFromShape([...spec.shape]);
    this.keptBytes += bytes;
    return new NativeTensor(this.native.binding, id, spec, () => {
      this.keptBytes -= bytes;
    });
  }

  /** Loads every step that waits, this one among them. */
  private load(wanted: GraphStep): LoadedStep {
    this.waiting.add(wanted);
    const steps = [...this.waiting].map((graphStep) => ({
      graphStep,
      traced: traceForGraph(graphStep.step, graphStep.prefix, this.variables.specs, this.tracing),
    }));
    const traces = steps.map(({ traced }) => traced);
    const variables = usedVariables(traces, this.variables.specs);
    const graph = isolateTfjs(nativeBackendName, () => buildGraph(variables, traces, this.recorder));
    const session = new GraphSession(this.native.binding, variables, graph);
    this.sessions.set(session, new Set(steps.map(({ graphStep }) => graphStep)));
    for (const { graphStep, traced } of steps) {
      graphStep.loaded = loadedStep(session, traced);
      this.waiting.delete(graphStep);
    }
    return wanted.loaded!;
  }

  private drop(graphStep: GraphStep): void {
    this.waiting.delete(graphStep);
    const session = graphStep.loaded?.session;
    delete graphStep.loaded;
    const steps = session === undefined ? undefined : this.sessions.get(session);
    if (session === undefined || steps === undefined) return;
    steps.delete(graphStep);
    if (steps.size > 0) return;
    this.variables.release(session);
    this.sessions.delete(session);
    session.dispose();
  }

  /** For other variables, all steps are to be traced again. */
  private unloadAll(): void {
    for (const [session, steps] of this.sessions) {
      for (const graphStep of steps) {
        delete graphStep.loaded;
        this.waiting.add(graphStep);
      }
      session.dispose();
    }
    this.sessions.clear();
  }
}

function loadedStep(session: GraphSession, { prefix, whole }: TracedStep): LoadedStep {
  const fetches = Object.keys(whole.fetches);
  const kept = Object.entries(whole.kept).map(([name, id]) => ({ name, spec: whole.values[id]! }));
  const nodes = [
    ...fetches.map((name) => graphNames.fetch(prefix, name)),
    ...kept.map(({ name }) => graphNames.kept(prefix, name)),
  ];
  return {
    session,
    fetches,
    kept,
    updates: Object.keys(whole.updates),
    nodes: nodes.length > 0 ? nodes : [graphNames.done(prefix)],
  };
}

/** Those that the steps read or change. */
function usedVariables(steps: readonly TracedStep[], specs: NamedSpecs): NamedSpecs {
  const used = new Set<string>();
  for (const program of steps.flatMap(({ shards, whole }) => [...shards, whole])) {
    const read = new Set(program.calls.flatMap(({ inputs }) => inputs));
    for (const id of [...Object.values(program.fetches), ...Object.values(program.kept)]) read.add(id);
    for (const id of Object.values(program.updates)) read.add(id);
    for (const [name, id] of Object.entries(program.variables)) if (read.has(id)) used.add(name);
    for (const name of Object.keys(program.updates)) used.add(name);
  }
  return Object.fromEntries(Object.entries(specs).filter(([name]) => used.has(name)));
}

function sameSpecs(a: NamedSpecs, b: NamedSpecs): boolean {
  const text = (specs: NamedSpecs) =>
    Object.entries(specs)
      .map(([name, { shape }]) => `${name}[${shape.join()}]`)
      .join();
  return text(a) === text(b);
}

function bytesOf(specs: NamedSpecs): number {
  return Object.values(specs).reduce(
    (sum, { shape }) => sum + bytesPerElement * util.sizeFromShape([...shape]),
    0,
  );
}

/** Letters, digits and a few signs are what TensorFlow allows in a name. */
function validNodeName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.]/g, '_');
}
