import {
  dataType,
  type Attributes,
  type AttributeValue,
  type DataType,
  type GraphArgument,
  type GraphFunction,
  type GraphNode,
} from './graphNode';
import { GraphBuilder, outputOf } from './graphScope';

/** A result of a step, by its place within the computation. */
export interface ComputedResult {
  readonly dtype: DataType;
  readonly ref: string;
}

/** Where the nodes that compute a step are. */
export interface StepComputation {
  /** What they are added to. */
  readonly graph: GraphBuilder;
  /** Prefix of the names of a part's nodes. */
  nameOf(part: string): string;
  /** How they refer to a node of the graph itself. */
  input(node: string, dtype: DataType): string;
  /** Ends the computation, and says how the graph refers to its results. */
  finish(results: readonly ComputedResult[]): readonly string[];
}

/** In the graph itself. */
export class InlineComputation implements StepComputation {
  constructor(
    readonly graph: GraphBuilder,
    private readonly prefix: string,
  ) {}

  nameOf(part: string): string {
    return `${this.prefix}/${part}`;
  }

  input(node: string): string {
    return node;
  }

  finish(results: readonly ComputedResult[]): readonly string[] {
    return results.map(({ ref }) => ref);
  }
}

const computation = 'computation';

/**
 * In a function that the graph calls.
 *
 * TensorFlow's optimiser (grappler) goes through a graph at the first run of each of its steps. That was five sixths of the
 * time of a first run and made no step faster, since traced programs are simplified already; calls can do without it.
 */
export class CalledComputation implements StepComputation {
  readonly graph = new GraphBuilder();
  private readonly inputs: (GraphArgument & { readonly node: string })[] = [];

  /**
   * @param caller the graph with the call
   * @param functions of that graph, to which this one's are added at the end
   */
  constructor(
    private readonly caller: GraphBuilder,
    private readonly prefix: string,
    private readonly functions: GraphFunction[],
  ) {}

  nameOf(part: string): string {
    return part;
  }

  input(node: string, dtype: DataType): string {
    const name = `input_${this.inputs.length}`;
    this.inputs.push({ name, dtype, node });
    return name;
  }

  finish(results: readonly ComputedResult[]): readonly string[] {
    const { prefix, inputs } = this;
    const call = `${prefix}/call`;
    const callerName = `${prefix}/caller`;
    const outputs = results.map((result, index) => ({ ...result, name: `output_${index}` }));
    this.caller.add(
      call,
      'PartitionedCall',
      inputs.map(({ node }) => node),
      callAttributes(inputs, outputs, {
        function: callerName,
        parameters: { [computation]: { function: prefix } },
      }),
    );
    this.functions.push(
      { name: prefix, parameters: [], inputs, outputs, nodes: this.graph.nodes },
      callerOf(callerName, inputs, outputs),
    );
    return outputs.map((_, index) => outputOf(call, index));
  }
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
