import type { TypedValues } from '../../../core/step/engine';
import type { TensorSpec } from '../../../core/step/step';
import { typeAttribute, type Attributes, type DataType, type GraphNode, type TensorValue } from './graphNode';

/** A graph under construction. */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  /** What probabilities were computed from, by their node: whoever multiplies them next may start there. */
  readonly softmaxes = new Map<string, { readonly exponentials: string; readonly sums: string }>();
  private readonly constants = new Map<string, string>();

  add(name: string, operation: string, inputs: readonly string[] = [], attributes: Attributes = {}): string {
    this.nodes.push({ name, operation, inputs, attributes });
    return name;
  }

  /** The node of a constant; equal ones share it. */
  constant(value: TensorValue): string {
    const key = constantKey(value);
    const { dtype } = value;
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.add(`constants/${this.constants.size}`, 'Const', [], {
      dtype: typeAttribute(dtype),
      value: { tensor: value },
    });
    this.constants.set(key, name);
    return name;
  }
}

const fewestReuses = 4;

/** A part of a graph whose nodes have a common prefix and numbers for names. */
export class GraphScope {
  private count = 0;
  private readonly derivations = new Map<string, string>();

  constructor(
    readonly graph: GraphBuilder,
    readonly prefix: string,
  ) {}

  /** Adds a node and returns its name, which is also that of its first output. */
  node(operation: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.graph.add(this.nextName(), operation, inputs, attributes);
  }

  /** A name that no other node has. */
  nextName(): string {
    return `${this.prefix}/${this.count++}`;
  }

  constant(value: TensorValue): string {
    return this.graph.constant(value);
  }

  /** Whether something made of this value is worth keeping: it would be used again. */
  isReused(_ref: string, uses: number): boolean {
    return uses >= fewestReuses;
  }

  /** What is made of a value, under a name for how; made when it is first asked for. */
  derived(
    how: string,
    ref: string,
    _dtype: DataType,
    make: (ref: string, where: GraphScope) => string,
  ): string {
    const key = `${how} ${ref}`;
    const known = this.derivations.get(key);
    if (known !== undefined) return known;
    const made = make(ref, this);
    this.derivations.set(key, made);
    return made;
  }

  /** An int32 vector such as TensorFlow's operations take for shapes and axes. */
  integers(values: readonly number[]): string {
    return this.constant(tensorValue({ shape: [values.length], dtype: 'int32' }, Int32Array.from(values)));
  }

  integer(value: number): string {
    return this.constant({ dtype: 'int32', shape: [], content: value });
  }
}

/** Equal for equal constants. */
export function constantKey({ dtype, shape, content }: TensorValue): string {
  const bytes = typeof content === 'number' ? String(content) : Buffer.from(content).toString('base64');
  return `${dtype}[${shape.join()}]${bytes}`;
}

/** A constant of these values, as short as it can be. */
export function tensorValue({ shape, dtype }: TensorSpec, values: TypedValues): TensorValue {
  const [first] = values;
  if (first !== undefined && !Object.is(first, -0) && values.every((value) => value === first))
    return { dtype, shape, content: first };
  return { dtype, shape, content: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

/** Output `index` of a node. */
export function outputOf(node: string, index: number): string {
  return index === 0 ? node : `${node}:${index}`;
}
