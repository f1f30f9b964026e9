import type { TensorSpec } from '../../../core/step/step';
import type { GraphValue } from './callView';
import { typeAttribute, type DataType, type TensorValue } from './graphNode';
import { constantKey, GraphScope, outputOf } from './graphScope';

/** A loop over times as nodes of the graph, whatever their number. */
export interface Loop {
  readonly time: number;
  /** From the last time to the first; outputs stay at their times. */
  readonly backward: boolean;
  /** What the first time gets from before. */
  readonly carry: readonly GraphValue[];
  /** What every time gives, without the axis of time. */
  readonly outputs: readonly TensorSpec[];
  /** Writes the nodes of one time. What is outside comes in by `frame.bring`. */
  readonly body: (
    frame: FrameScope,
    /** The time, int32. */
    index: string,
    carry: readonly string[],
  ) => { readonly carry: readonly string[]; readonly outputs: readonly string[] };
}

const int32 = typeAttribute('int32');

/** How many times may be under way at once. */
const parallelIterations = 8;

/**
 * Writes a loop with the operations that TensorFlow itself lowers its `While` to ("Implementation of control flow in
 * TensorFlow", 2017): every value that changes enters a frame, is merged with what the time before left, and is switched
 * to the body or out. Outputs are collected in lists.
 * @returns the carry after the last time, and the outputs of all times with an axis of time
 */
export function emitLoop(
  scope: GraphScope,
  { time, backward, carry, outputs, body }: Loop,
): { readonly carry: readonly string[]; readonly outputs: readonly string[] } {
  const lists = outputs.map(({ shape, dtype }) =>
    scope.node('TensorListReserve', [scope.integers(shape), scope.integer(time)], {
      element_dtype: typeAttribute(dtype),
      shape_type: int32,
    }),
  );
  const frame = new FrameScope(scope);
  const counter = frame.variable(scope.integer(0), 'int32');
  const states = carry.map(({ ref, spec }) => frame.variable(ref, spec.dtype));
  const collected = lists.map((list) => frame.variable(list, 'variant'));
  const condition = frame.node('LoopCond', [
    frame.node('Less', [counter.merged, frame.bring(scope.integer(time), 'int32')], { T: int32 }),
  ]);
  const variables = [counter, ...states, ...collected];
  for (const variable of variables) variable.switchOn(condition);
  frame.beginBody(counter.inBody);

  const index = backward
    ? frame.node('Sub', [frame.integer(time - 1), counter.inBody], { T: int32 })
    : counter.inBody;
  const result = body(
    frame,
    index,
    states.map(({ inBody }) => inBody),
  );
  counter.continueWith(frame.node('AddV2', [counter.inBody, frame.integer(1)], { T: int32 }));
  states.forEach((state, position) => {
    state.continueWith(result.carry[position]!);
  });
  collected.forEach((list, position) => {
    const set = [list.inBody, index, result.outputs[position]!];
    const element = typeAttribute(outputs[position]!.dtype);
    list.continueWith(frame.node('TensorListSetItem', set, { element_dtype: element }));
  });
  return {
    carry: states.map((state) => state.exit()),
    outputs: collected.map((list, position) => {
      const { shape, dtype } = outputs[position]!;
      return scope.node('TensorListStack', [list.exit(), scope.integers(shape)], {
        element_dtype: typeAttribute(dtype),
        num_elements: { int: time },
      });
    }),
  };
}

/** The nodes of a loop: what they read is in its frame. */
export class FrameScope extends GraphScope {
  private readonly frameName: string;
  private readonly brought = new Map<string, string>();
  /** What is outside, by its name inside. */
  private readonly sources = new Map<string, string>();
  private readonly ownConstants = new Map<string, string>();
  private bodyPivot: string | undefined;

  constructor(private readonly outer: GraphScope) {
    super(outer.graph, outer.nextName());
    this.frameName = this.prefix;
  }

  /** A value of outside that every time sees. */
  bring(ref: string, dtype: DataType): string {
    const known = this.brought.get(ref);
    if (known !== undefined) return known;
    const entered = this.enter(ref, dtype, true);
    this.brought.set(ref, entered);
    this.sources.set(entered, ref);
    return entered;
  }

  /** What comes from outside is used at every time. */
  override isReused(ref: string, uses: number): boolean {
    return this.sources.has(ref) || super.isReused(ref, uses);
  }

  /** Made outside, of what comes from outside. */
  override derived(
    how: string,
    ref: string,
    dtype: DataType,
    make: (ref: string, where: GraphScope) => string,
  ): string {
    const source = this.sources.get(ref);
    if (source === undefined) return super.derived(how, ref, dtype, make);
    return this.bring(this.outer.derived(how, source, dtype, make), dtype);
  }

  /** A constant that comes alive with every time: it waits for the time to begin. */
  override constant(value: TensorValue): string {
    if (this.bodyPivot === undefined) return this.bring(this.outer.constant(value), value.dtype);
    const key = constantKey(value);
    const known = this.ownConstants.get(key);
    if (known !== undefined) return known;
    const own = this.node('Const', [`^${this.bodyPivot}`], {
      dtype: typeAttribute(value.dtype),
      value: { tensor: value },
    });
    this.ownConstants.set(key, own);
    return own;
  }

  variable(initial: string, dtype: DataType): LoopVariable {
    return new LoopVariable(this, this.enter(initial, dtype, false), dtype);
  }

  /** From here on constants are the body's. */
  beginBody(counter: string): void {
    this.bodyPivot = this.node('Identity', [counter], { T: int32 });
  }

  private enter(ref: string, dtype: DataType, isConstant: boolean): string {
    return this.node('Enter', [ref], {
      T: typeAttribute(dtype),
      frame_name: { text: this.frameName },
      is_constant: { bool: isConstant },
      parallel_iterations: { int: parallelIterations },
    });
  }
}

/** A value that changes from time to time. */
class LoopVariable {
  /** The value that decides whether there is another time. */
  readonly merged: string;
  private readonly type: { readonly T: { readonly type: number } };
  private readonly next: string;
  private switched = '';

  constructor(
    private readonly frame: FrameScope,
    entered: string,
    dtype: DataType,
  ) {
    this.type = { T: typeAttribute(dtype) };
    // Merge reads what is written after it.
    this.next = frame.nextName();
    this.merged = frame.node('Merge', [entered, this.next], { ...this.type, N: { int: 2 } });
  }

  /** The value within the body. */
  get inBody(): string {
    return outputOf(this.switched, 1);
  }

  switchOn(condition: string): void {
    this.switched = this.frame.node('Switch', [this.merged, condition], this.type);
  }

  continueWith(value: string): void {
    this.frame.graph.add(this.next, 'NextIteration', [value], this.type);
  }

  /** The value after the loop. */
  exit(): string {
    return this.frame.node('Exit', [this.switched], this.type);
  }
}
