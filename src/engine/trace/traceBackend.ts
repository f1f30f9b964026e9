import {
  engine,
  KernelBackend,
  Tensor,
  type DataType,
  type NamedAttrMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { TypedValues } from '../../core/step/engine';
import type { TensorSpec } from '../../core/step/step';
import { copyAttributes } from './copyAttributes';
import type { Program, ValueId } from './program';
import { activeRandomOp } from './randomOps';
import { isSpec, type Recorder } from './recorder';
import { askAbout, type ShapeQuestion, type ShapeRule } from './shapes/shapeRule';

type Inputs = Readonly<Record<string, TensorInfo | null | undefined>> | readonly TensorInfo[];

/** Stands for the data of a tensor while a step is traced. */
interface Traced {
  readonly recorder: Recorder;
  readonly id: ValueId;
  /** tfjs tensors that share it. */
  references: number;
}

/**
 * A tfjs backend whose kernels compute nothing: they say which shape would come out and record the call.
 */
export class TraceBackend extends KernelBackend {
  private readonly traced = new Map<object, Traced>();
  /** Innermost last: the body of a loop is traced while the step around it is. */
  private readonly recorders: Recorder[] = [];

  /** Runs `trace` with this recorder; afterwards no tensor of it is left, whatever happened. */
  recording<T>(recorder: Recorder, trace: () => T): T {
    this.recorders.push(recorder);
    try {
      return trace();
    } finally {
      this.recorders.pop();
      this.release(recorder);
    }
  }

  /** A tensor that stands for a value of the program. */
  symbol(id: ValueId, spec: TensorSpec): Tensor {
    return engine().makeTensorFromTensorInfo(this.info(id, spec), this);
  }

  /** The value that a tensor stands for. One that is no part of the trace has values, and becomes a constant. */
  idOf(tensor: TensorInfo): ValueId {
    const recorder = this.recorder();
    const traced = this.traced.get(tensor.dataId);
    if (traced === undefined) return this.capture(tensor);
    if (traced.recorder !== recorder)
      throw new Error(
        `"${recorder.stepName}" uses a tensor that "${traced.recorder.stepName}" computes around it: hand it over as an argument.`,
      );
    return traced.id;
  }

  /** What a kernel does on this backend. */
  record(
    kernel: string,
    rule: ShapeRule,
    inputs: Inputs,
    attributes: Readonly<NamedAttrMap>,
    bodies?: Readonly<Record<string, Program>>,
  ): TensorInfo | TensorInfo[] {
    const recorder = this.recorder();
    const isList = isTensorList(inputs);
    const named = isList ? [] : namedInputs(inputs);
    const tensors = isList ? inputs : named.map(([, tensor]) => tensor);
    const specs = tensors.map((tensor) => this.specOf(tensor));
    const question = askAbout(
      Object.fromEntries(named.map(([name], index) => [name, specs[index]!])),
      specs,
      attributes,
    );
    const outputs = this.outputShapes(kernel, rule, question);
    const ids = recorder.addCall(
      {
        kernel,
        inputNames: isList ? undefined : named.map(([name]) => name),
        inputs: tensors.map((tensor) => this.idOf(tensor)),
        attributes: copyAttributes(attributes),
        ...(bodies === undefined ? {} : { bodies }),
      },
      outputs,
    );
    if (isSpec(outputs)) return this.info(ids[0]!, outputs);
    return outputs.map((spec, index) => this.info(ids[index]!, spec));
  }

  /** The same value as another tensor, which tfjs disposes by itself: its Identity. */
  alias(tensor: TensorInfo): TensorInfo {
    return this.info(this.idOf(tensor), this.specOf(tensor));
  }

  /** A tensor of one number. */
  fill(spec: TensorSpec, value: number): TensorInfo {
    return this.info(this.recorder().addFill(spec, value), spec);
  }

  specOf({ shape, dtype }: TensorInfo): TensorSpec {
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')
      throw new Error(
        `Step "${this.recorder().stepName}" uses a ${dtype} tensor; engines compute with float32, int32 and bool.`,
      );
    return { shape, dtype };
  }

  override write(values: TypedValues, shape: number[], dtype: DataType): object {
    const recorder = this.recorder();
    const random = activeRandomOp();
    if (random !== undefined)
      throw new Error(
        `Step "${recorder.stepName}" calls tfjs's ${random}, whose random numbers a trace would freeze: use statelessUniform.`,
      );
    const spec = this.specOf({ dataId: {}, shape, dtype });
    return this.info(recorder.addConstant(spec, values.slice()), spec).dataId;
  }

  override readSync(): never {
    throw new Error(
      `Step "${this.recorder().stepName}" reads the value of a tensor while it is traced. A step only computes with tensors: fetch what is to be read.`,
    );
  }

  override read(): Promise<never> {
    return this.readSync();
  }

  override disposeData(dataId: object): boolean {
    const traced = this.traced.get(dataId);
    if (traced === undefined) return true;
    if (--traced.references > 0) return false;
    this.traced.delete(dataId);
    return true;
  }

  override incRef(dataId: object): void {
    const traced = this.traced.get(dataId);
    if (traced !== undefined) traced.references++;
  }

  override refCount(dataId: object): number {
    return this.traced.get(dataId)?.references ?? 0;
  }

  override numDataIds(): number {
    return this.traced.size;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override timerAvailable(): boolean {
    return false;
  }

  /** What is being recorded right now. */
  recorder(): Recorder {
    const recorder = this.recorders.at(-1);
    if (recorder === undefined)
      throw new Error('A backend that records is in force while nothing is traced.');
    return recorder;
  }

  private info(id: ValueId, { shape, dtype }: TensorSpec): TensorInfo {
    const dataId = {};
    this.traced.set(dataId, { recorder: this.recorder(), id, references: 1 });
    return { dataId, shape: [...shape], dtype };
  }

  private capture(tensor: TensorInfo): ValueId {
    return this.recorder().addCaptured(tensor.dataId, this.specOf(tensor), () => {
      const values = engine().readSync(tensor.dataId) as TypedValues;
      return values.slice();
    });
  }

  private outputShapes(kernel: string, rule: ShapeRule, question: ShapeQuestion): ReturnType<ShapeRule> {
    try {
      return rule(question);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`Step "${this.recorder().stepName}" can't call ${kernel}: ${why}`, { cause: error });
    }
  }

  /** Takes from tfjs's books what is left of a trace: what the step kept, and what a failed one had saved for gradients. */
  private release(recorder: Recorder): void {
    for (const [dataId, traced] of this.traced) {
      if (traced.recorder !== recorder) continue;
      const { shape, dtype } = recorder.spec(traced.id);
      for (let left = traced.references; left > 0; left--)
        engine().disposeTensor(new Tensor([...shape], dtype, dataId, -1));
    }
  }
}

function isTensorList(inputs: Inputs): inputs is readonly TensorInfo[] {
  return Array.isArray(inputs);
}

/** tfjs passes optional inputs that are not there as null or undefined. */
function namedInputs(
  inputs: Readonly<Record<string, TensorInfo | null | undefined>>,
): [string, TensorInfo][] {
  return Object.entries(inputs).flatMap(([name, tensor]) =>
    tensor === undefined || tensor === null ? [] : [[name, tensor]],
  );
}
