import {
  engine,
  ExpandDims,
  Identity,
  OnesLike,
  registerBackend,
  registerKernel,
  Reshape,
  ZerosLike,
  type KernelFunc,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { scanKernel } from '../../core/ops/recordScan';
import { fusedOps, singleOutputOps } from '../../core/ops/fusedOps';
import { kernelShapes } from './shapes/kernelShapes';
import type { ShapeRule } from './shapes/shapeRule';
import { scanShapes } from './traceScan';
import { TraceBackend } from './traceBackend';
import type { TraceTarget } from './traceTarget';

interface Registered {
  readonly backend: TraceBackend;
  readonly kernels: Set<string>;
}

const registered = new Map<string, Registered>();

/** The recording backend of a target, with a kernel for everything that the target executes by now. */
export function traceBackend(target: TraceTarget): TraceBackend {
  const { backend, kernels } = registered.get(target.backendName) ?? register(target.backendName);
  const add = (kernelName: string, kernelFunc: KernelFunc) => {
    if (kernels.has(kernelName) || !target.executes(kernelName)) return;
    kernels.add(kernelName);
    registerKernel({ kernelName, backendName: target.backendName, kernelFunc });
  };
  // Some are recorded as others that mean the same, so that fewer are left to know.
  for (const [kernel, make] of Object.entries(rewritten)) add(kernel, make(backend));
  for (const [kernel, rule] of Object.entries(kernelShapes)) add(kernel, recording(backend, kernel, rule));
  for (const kernel of fusedOps.keys()) add(kernel, recording(backend, kernel, fusedRule(kernel)));
  if (target.recordsScan !== undefined) add(scanKernel, scanning(backend));
  return backend;
}

function register(backendName: string): Registered {
  const entry = { backend: new TraceBackend(), kernels: new Set<string>() };
  // The lowest priority: tfjs must never choose it by itself.
  registerBackend(backendName, () => entry.backend, -1);
  engine().findBackend(backendName);
  registered.set(backendName, entry);
  return entry;
}

function recording(backend: TraceBackend, kernel: string, rule: ShapeRule): KernelFunc {
  return ({ inputs, attrs }) => backend.record(kernel, rule, inputs, attrs ?? {});
}

function scanning(backend: TraceBackend): KernelFunc {
  return ({ inputs, attrs = {} }) => {
    const body = backend.recorder().bodies[Number(attrs['body'])];
    if (body === undefined) throw new Error('A scan was recorded whose body was not.');
    return backend.record(scanKernel, (call) => scanShapes(call, body), inputs, attrs, { body });
  };
}

function fusedRule(kernel: string): ShapeRule {
  const rule = fusedOps.get(kernel)!;
  return ({ inputs, attributes }) => {
    const outputs = rule(inputs, attributes);
    return singleOutputOps.has(kernel) ? outputs[0]! : outputs;
  };
}

const rewritten: Readonly<Record<string, (backend: TraceBackend) => KernelFunc>> = {
  [Identity]:
    (backend) =>
    ({ inputs }) =>
      backend.alias(tensor(inputs, 'x')),
  [ZerosLike]:
    (backend) =>
    ({ inputs }) =>
      backend.fill(backend.specOf(tensor(inputs, 'x')), 0),
  [OnesLike]:
    (backend) =>
    ({ inputs }) =>
      backend.fill(backend.specOf(tensor(inputs, 'x')), 1),
  [ExpandDims]:
    (backend) =>
    ({ inputs, attrs }) => {
      const x = tensor(inputs, 'input');
      const dim = Number(attrs?.['dim']);
      const axis = dim < 0 ? x.shape.length + dim + 1 : dim;
      const shape = [...x.shape.slice(0, axis), 1, ...x.shape.slice(axis)];
      return backend.record(Reshape, kernelShapes[Reshape]!, { x }, { shape });
    },
};

function tensor(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  return inputs[name]!;
}
