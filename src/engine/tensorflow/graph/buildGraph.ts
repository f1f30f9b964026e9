import { scanKernel } from '../../../core/ops/recordScan';
import type { NamedSpecs, TensorSpec } from '../../../core/step/step';
import type { Program, ValueId } from '../../trace/program';
import { emitProgram } from './emitProgram';
import { typeAttribute, type Graph, type GraphFunction } from './graphNode';
import { GraphBuilder, GraphScope } from './graphScope';
import type { KernelRecorder } from './kernelRecorder';
import { CalledComputation, InlineComputation } from './stepComputation';

/** A step as programs: of the whole, or of shards and what combines their sums. */
export interface TracedStep {
  /** Prefix of its nodes, its own in the graph. */
  readonly prefix: string;
  readonly feeds: NamedSpecs;
  /** Each keeps tensors that are added up under their names; none when the step is computed in one go. */
  readonly shards: readonly Program[];
  /** Takes the sums as feeds beside the step's own. */
  readonly whole: Program;
}

/** Names of the nodes by which a graph is used. */
export const graphNames = {
  feed: (prefix: string, feed: string) => `${prefix}/feed/${feed}`,
  fetch: (prefix: string, fetch: string) => `${prefix}/fetch/${fetch}`,
  kept: (prefix: string, kept: string) => `${prefix}/kept/${kept}`,
  /** Whose computation is the step's updates. */
  done: (prefix: string) => `${prefix}/done`,
  newValue: (variable: string) => `new/${variable}`,
  /** Whose computation sets the variable to the new value. */
  set: (variable: string) => `set/${variable}`,
  value: (variable: string) => `value/${variable}`,
} as const;

const resource = (variable: string): string => `variable/${variable}`;

/**
 * One graph of many steps that share variables: any of them is run by fetching what it gives. Whatever a step gives waits
 * for its updates.
 */
export function buildGraph(
  variables: NamedSpecs,
  steps: readonly TracedStep[],
  recorder: KernelRecorder,
): Graph {
  const graph = new GraphBuilder();
  addVariables(graph, variables);
  const functions: GraphFunction[] = [];
  for (const step of steps) addStep(graph, variables, step, recorder, functions);
  return { nodes: graph.nodes, functions };
}

/** Nodes that hold, set and read each variable. */
function addVariables(graph: GraphBuilder, variables: NamedSpecs): void {
  for (const [name, { shape, dtype }] of Object.entries(variables)) {
    const type = typeAttribute(dtype);
    graph.add(resource(name), 'VarHandleOp', [], {
      dtype: type,
      shape: { shape },
      shared_name: { text: name },
      container: { text: '' },
    });
    graph.add(graphNames.newValue(name), 'Placeholder', [], { dtype: type, shape: { shape } });
    const inputs = [resource(name), graphNames.newValue(name)];
    const assigned = graph.add(`assign/${name}`, 'AssignVariableOp', inputs, { dtype: type });
    addResult(graph, graphNames.set(name), trueConstant(graph), 'bool', [assigned]);
    graph.add(graphNames.value(name), 'ReadVariableOp', [resource(name)], { dtype: type });
  }
}

/**
 * A step's computation, and the nodes around it that feed, read and assign.
 * @param functions of the graph, to which those of the step are added
 */
function addStep(
  graph: GraphBuilder,
  variables: NamedSpecs,
  { prefix, feeds, shards, whole }: TracedStep,
  recorder: KernelRecorder,
  functions: GraphFunction[],
): void {
  const computation = [...shards, whole].some(hasLoops)
    ? new InlineComputation(graph, prefix)
    : new CalledComputation(graph, prefix, functions);
  const refs = new Map<string, string>();
  for (const [name, { dtype, shape }] of Object.entries(feeds)) {
    const node = graph.add(graphNames.feed(prefix, name), 'Placeholder', [], {
      dtype: typeAttribute(dtype),
      shape: { shape },
    });
    refs.set(name, computation.input(node, dtype));
  }
  // Read once a step, so that all of its parts see the same values.
  const reads = new Map<string, { readonly node: string; readonly input: string }>();
  const read = (name: string): string => {
    const known = reads.get(name);
    if (known !== undefined) return known.input;
    const { dtype } = specOf(variables, name);
    const type = { dtype: typeAttribute(dtype) };
    const node = graph.add(`${prefix}/read/${name}`, 'ReadVariableOp', [resource(name)], type);
    const input = computation.input(node, dtype);
    reads.set(name, { node, input });
    return input;
  };
  const emit = (program: Program, part: string): ((value: ValueId) => string) => {
    const bindings = new Map<ValueId, string>();
    const used = new Set(program.calls.flatMap(({ inputs }) => inputs).concat(results(program)));
    for (const [name, id] of Object.entries(program.feeds)) {
      const ref = refs.get(name);
      if (ref !== undefined) bindings.set(id, ref);
    }
    for (const [name, id] of Object.entries(program.variables))
      if (used.has(id)) bindings.set(id, read(name));
    const scope = new GraphScope(computation.graph, computation.nameOf(part));
    return emitProgram(program, bindings, scope, recorder);
  };

  const parts = shards.map((shard, index) => ({ shard, refOf: emit(shard, `shard-${index}`) }));
  for (const [name, id] of Object.entries(shards[0]?.kept ?? {})) {
    const terms = parts.map(({ shard, refOf }) => refOf(shard.kept[name]!));
    const spec = shards[0]!.values[id]!;
    refs.set(name, addSum(computation.graph, computation.nameOf(`sum/${name}`), terms, spec));
  }

  const refOf = emit(whole, 'whole');
  const typeOf = (id: ValueId) => whole.values[id]!.dtype;
  const computed = computation.finish(results(whole).map((id) => ({ dtype: typeOf(id), ref: refOf(id) })));
  let position = 0;
  const assigned = Object.keys(whole.updates).map((name) => {
    // After the read: what the step reads are the values before it.
    const before = reads.get(name);
    const value = computed[position++]!;
    const after = before === undefined ? [] : [`^${before.node}`];
    return graph.add(`${prefix}/assign/${name}`, 'AssignVariableOp', [resource(name), value, ...after], {
      dtype: typeAttribute(specOf(variables, name).dtype),
    });
  });
  for (const [name, id] of Object.entries(whole.fetches))
    addResult(graph, graphNames.fetch(prefix, name), computed[position++]!, typeOf(id), assigned);
  for (const [name, id] of Object.entries(whole.kept))
    addResult(graph, graphNames.kept(prefix, name), computed[position++]!, typeOf(id), assigned);
  addResult(graph, graphNames.done(prefix), trueConstant(graph), 'bool', assigned);
}

/**
 * A step with loops is part of the graph itself. As a function, about once in a thousand runs on a busy machine none of its
 * results was there at its end (TensorFlow 2.21), and the step failed.
 */
function hasLoops({ calls }: Program): boolean {
  return calls.some(({ kernel }) => kernel === scanKernel);
}

function results({ updates, fetches, kept }: Program): ValueId[] {
  return [updates, fetches, kept].flatMap((named) => Object.values(named));
}

function addSum(graph: GraphBuilder, name: string, terms: readonly string[], { dtype }: TensorSpec): string {
  return graph.add(name, 'AddN', terms, { N: { int: terms.length }, T: typeAttribute(dtype) });
}

function addResult(
  graph: GraphBuilder,
  name: string,
  value: string,
  dtype: TensorSpec['dtype'],
  after: readonly string[],
): void {
  graph.add(name, 'Identity', [value, ...after.map((node) => `^${node}`)], { T: typeAttribute(dtype) });
}

function trueConstant(graph: GraphBuilder): string {
  return graph.constant({ dtype: 'bool', shape: [], content: 1 });
}

function specOf(variables: NamedSpecs, name: string): TensorSpec {
  const spec = variables[name];
  if (spec === undefined) throw new Error(`There is no variable "${name}".`);
  return spec;
}
