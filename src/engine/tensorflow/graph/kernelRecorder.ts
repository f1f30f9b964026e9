import {
  engine,
  getKernel,
  Tensor,
  type DataType as TfjsType,
  type KernelConfig,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { TypedValues } from '../../../core/step/engine';
import type { ElementType } from '../../../core/step/step';

import { nativeBackendName } from '../nativeBackend';
import type { TfjsBinding } from '../tfjsBinding';
import type { CallView } from './callView';
import { typeAttribute, type AttributeValue } from './graphNode';
import { outputOf, tensorValue, type GraphScope } from './graphScope';

/** An attribute as tfjs-node's kernels give it to its backend; `type` is one of the binding's `TF_ATTR_…`. */
interface OperationAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/**
 * tfjs-node's kernels say which TensorFlow operations a tfjs kernel is, with which attributes and axis tensors: they hand
 * them to their backend to execute. Given a backend that writes nodes instead, they emit a graph.
 */
export class KernelRecorder {
  constructor(
    private readonly backend: object,
    private readonly binding: TfjsBinding,
  ) {}

  /** @throws Error when tfjs-node has no such kernel, or a kernel that needs values */
  emit(call: CallView, scope: GraphScope): string[] {
    // In spite of its type, tfjs answers undefined.
    const kernel = getKernel(call.kernel, nativeBackendName) as KernelConfig | undefined;
    if (kernel === undefined)
      throw new Error(`Native TensorFlow has no kernel for ${call.kernel}, which the step uses.`);
    const recording = new Recording(call, scope, this.binding);
    const inputs = call.inputs.map(({ ref, spec }) => recording.tensor(ref, spec));
    const named =
      call.inputNames === undefined
        ? inputs
        : Object.fromEntries(call.inputNames.map((name, index) => [name, inputs[index]!]));
    // Kernels make tensors of axes and sizes: they go with the scope.
    engine().startScope(call.kernel);
    try {
      const result = kernel.kernelFunc({
        // Lists are not in tfjs's type of inputs, though Concat, Pack and AddN take them.
        inputs: named as Record<string, TensorInfo>,
        attrs: { ...call.attributes },
        backend: recording.backend(this.backend),
      });
      return (Array.isArray(result) ? result : [result]).map((output) => recording.refOf(output));
    } finally {
      engine().endScope();
    }
  }
}

/** One kernel call while it is recorded. */
class Recording {
  private readonly refs = new Map<object, string>();

  constructor(
    private readonly call: CallView,
    private readonly scope: GraphScope,
    private readonly binding: TfjsBinding,
  ) {}

  /** A tensor that stands for an output of a node. Kernels ask for real instances. */
  tensor(ref: string, spec: { readonly shape: readonly number[]; readonly dtype: ElementType }): Tensor {
    const dataId = {};
    this.refs.set(dataId, ref);
    return new Tensor([...spec.shape], spec.dtype, dataId, -1);
  }

  refOf({ dataId }: TensorInfo): string {
    const ref = this.refs.get(dataId);
    if (ref === undefined) throw new Error(`The kernel ${this.call.kernel} computed something by itself.`);
    return ref;
  }

  backend(real: object): object {
    const single = (operation: string, attributes: OperationAttribute[], inputs: TensorInfo[]): Tensor =>
      this.operation(operation, attributes, inputs, 1)[0]!;
    const overrides = {
      executeSingleOutput: single,
      executeSingleInput: (operation: string, input: TensorInfo) =>
        this.record(operation, { T: typeAttribute(elementType(input.dtype)) }, [input], 1)[0]!,
      executeMultipleOutputs: (
        operation: string,
        attributes: OperationAttribute[],
        inputs: TensorInfo[],
        count: number,
      ) => this.operation(operation, attributes, inputs, count),
      // GatherV2 reads its indices to check their range; the trained model's are the vocabulary's.
      readSync: (dataId: object) => (this.refs.has(dataId) ? [] : engine().readSync(dataId)),
    };
    return Object.create(
      real,
      Object.fromEntries(Object.entries(overrides).map(([name, value]) => [name, { value }])),
    ) as object;
  }

  private operation(
    operation: string,
    attributes: readonly OperationAttribute[],
    inputs: readonly TensorInfo[],
    count: number,
  ): Tensor[] {
    const converted = attributes.map(({ name, type, value }) => [name, this.attribute(name, type, value)]);
    return this.record(
      operation,
      Object.fromEntries(converted) as Record<string, AttributeValue>,
      inputs,
      count,
    );
  }

  private record(
    operation: string,
    attributes: Readonly<Record<string, AttributeValue>>,
    inputs: readonly TensorInfo[],
    count: number,
  ): Tensor[] {
    const node = this.scope.node(
      operation,
      inputs.map((input) => this.inputRef(input)),
      attributes,
    );
    // The shapes of what is between a kernel's operations are not known, and none of those used asks.
    return Array.from({ length: count }, (_, index) =>
      this.tensor(outputOf(node, index), this.call.outputs[index] ?? this.call.outputs[0]!),
    );
  }

  private inputRef({ dataId, shape, dtype }: TensorInfo): string {
    const ref = this.refs.get(dataId);
    if (ref !== undefined) return ref;
    // A tensor that the kernel made: an axis, a shape.
    const values = engine().readSync(dataId) as TypedValues;
    return this.scope.constant(tensorValue({ shape, dtype: elementType(dtype) }, values));
  }

  private attribute(name: string, type: number, value: unknown): AttributeValue {
    const { binding } = this;
    if (type === binding.TF_ATTR_TYPE && typeof value === 'number') return { type: value };
    if (type === binding.TF_ATTR_INT && typeof value === 'number') return { int: value };
    if (type === binding.TF_ATTR_INT && isNumbers(value)) return { ints: value };
    if (type === binding.TF_ATTR_FLOAT && typeof value === 'number') return { float: value };
    if (type === binding.TF_ATTR_BOOL && typeof value === 'boolean') return { bool: value };
    if (type === binding.TF_ATTR_STRING && typeof value === 'string') return { text: value };
    throw new Error(`The attribute ${name} of ${this.call.kernel} is of a kind that can't be emitted.`);
  }
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}

function elementType(dtype: TfjsType): ElementType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`Tensors of ${dtype} can't be part of a graph.`);
}
