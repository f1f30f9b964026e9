import { scanKernel } from '../../../core/ops/recordScan';
import type { NamedSpecs, TensorSpec } from '../../../core/step/step';
import type { Program, ValueId } from '../../trace/program';
import { emitProgram } from './emitProgram';
import {
  dataType,
  typeAttribute,
  type Attributes,
  type AttributeValue,
  type DataType,
  type Graph,
  type GraphNode,
  type GraphArgument,
  type GraphFunction,
} from './graphNode';
import { GraphBuilder, GraphScope, outputOf } from './graphScope';
import type { KernelRecorder } from './kernelRecorder';

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
  const functions = steps.flatMap((step) => addStep(graph, variables, step, recorder));
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
 * A step's computation as a function of feeds and variables, and the nodes around it that feed, read, call and assign.
 *
 * TensorFlow's optimiser (grappler) goes through a graph at the first run of each of its steps. That was five sixths of the
 * time of a first run and made no step faster, since traced programs are simplified already; calls can do without it.
 */
function addStep(
  graph: GraphBuilder,
  variables: NamedSpecs,
  { prefix, feeds, shards, whole }: TracedStep,
  recorder: KernelRecorder,
): GraphFunction[] {
  const isFunction = ![...shards, whole].some(hasLoops);
  const body = isFunction ? new GraphBuilder() : graph;
  const inputs: (GraphArgument & { readonly node: string })[] = [];
  const addInput = (node: string, dtype: DataType): string => {
    if (!isFunction) return node;
    const name = `input_${inputs.length}`;
    inputs.push({ name, dtype, node });
    return name;
  };
  const refs = new Map<string, string>();
  for (const [name, { dtype, shape }] of Object.entries(feeds)) {
    const node = graph.add(graphNames.feed(prefix, name), 'Placeholder', [], {
      dtype: typeAttribute(dtype),
      shape: { shape },
    });
    refs.set(name, addInput(node, dtype));
  }
  // Read once a step, so that all of its parts see the same values.
  const reads = new Map<string, { readonly node: string; readonly input: string }>();
  const read = (name: string): string => {
    const known = reads.get(name);
    if (known !== undefined) return known.input;
    const { dtype } = specOf(variables, name);
    const type = { dtype: typeAttribute(dtype) };
    const node = graph.add(`${prefix}/read/${name}`, 'ReadVariableOp', [resource(name)], type);
    const input = addInput(node, dtype);
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
    return emitProgram(program, bindings, new GraphScope(body, partName(part)), recorder);
  };
  const partName = (part: string): string => (isFunction ? part : `${prefix}/${part}`);

  const parts = shards.map((shard, index) => ({ shard, refOf: emit(shard, `shard-${index}`) }));
  for (const [name, id] of Object.entries(shards[0]?.kept ?? {})) {
    const terms = parts.map(({ shard, refOf }) => refOf(shard.kept[name]!));
    refs.set(name, addSum(body, partName(`sum/${name}`), terms, shards[0]!.values[id]!));
  }

  const refOf = emit(whole, 'whole');
  const call = `${prefix}/call`;
  const typeOf = (id: ValueId) => whole.values[id]!.dtype;
  const outputs = results(whole).map((id, index) => ({
    name: `output_${index}`,
    dtype: typeOf(id),
    ref: refOf(id),
  }));
  if (isFunction)
    graph.add(
      call,
      'PartitionedCall',
      inputs.map(({ node }) => node),
      callAttributes(inputs, outputs, {
        function: `${prefix}/caller`,
        parameters: { [computation]: { function: prefix } },
      }),
    );
  const resultAt = (index: number): string => (isFunction ? outputOf(call, index) : outputs[index]!.ref);
  let position = 0;
  const assigned = Object.keys(whole.updates).map((name) => {
    // After the read: what the step reads are the values before it.
    const before = reads.get(name);
    const value = resultAt(position++);
    const after = before === undefined ? [] : [`^${before.node}`];
    return graph.add(`${prefix}/assign/${name}`, 'AssignVariableOp', [resource(name), value, ...after], {
      dtype: typeAttribute(specOf(variables, name).dtype),
    });
  });
  for (const [name, id] of Object.entries(whole.fetches))
    addResult(graph, graphNames.fetch(prefix, name), resultAt(position++), typeOf(id), assigned);
  for (const [name, id] of Object.entries(whole.kept))
    addResult(graph, graphNames.kept(prefix, name), resultAt(position++), typeOf(id), assigned);
  addResult(graph, graphNames.done(prefix), trueConstant(graph), 'bool', assigned);
  if (!isFunction) return [];
  return [
    { name: prefix, parameters: [], inputs, outputs, nodes: body.nodes },
    callerOf(`${prefix}/caller`, inputs, outputs),
  ];
}

const computation = 'computation';

/**
 * A step with loops is part of the graph itself. As a function, about once in a thousand runs on a busy machine none of its
 * results was there at its end (TensorFlow 2.21), and the step failed.
 */
function hasLoops({ calls }: Program): boolean {
  return calls.some(({ kernel }) => kernel === scanKernel);
}

/**
 * A function that calls one that it is given. What is named only as its parameter, TensorFlow's optimiser does not look at: it
 * would go through all steps of the graph at the first run of each.
 */
function callerOf(
  name: string,
  inputs: readonly GraphArgument[],
  outputs: readonly GraphArgument[],
): GraphFunction {
  const call: GraphNode = {
    name: 'call',
    operation: 'PartitionedCall',
    inputs: inputs.map((input) => input.name),
    attributes: callAttributes(inputs, outputs, { parameter: computation }),
  };
  return {
    name,
    parameters: [computation],
    inputs,
    outputs: outputs.map((output, index) => ({ ...output, ref: outputOf(call.name, index) })),
    nodes: [call],
  };
}

function callAttributes(
  inputs: readonly GraphArgument[],
  outputs: readonly GraphArgument[],
  callee: AttributeValue,
): Attributes {
  const types = (list: readonly GraphArgument[]) => ({ types: list.map(({ dtype }) => dataType[dtype]) });
  return { Tin: types(inputs), Tout: types(outputs), f: callee, config_proto: { bytes: withoutOptimizer } };
}

/** The `ConfigProto` of a call: {graph_options {rewrite_options {disable_meta_optimizer: true}}}. */
const withoutOptimizer = Uint8Array.of(0x52, 5, 0x52, 3, 0x98, 1, 1);

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
