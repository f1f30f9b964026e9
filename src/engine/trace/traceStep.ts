import { util, type Tensor } from '@tensorflow/tfjs-core';
import type { NamedSpecs, NamedTensors, Step, StepResult } from '../../core/step/step';
import { isolateTfjs } from './isolateTfjs';
import { optimizeProgram, type OptimizeOptions } from './optimize/optimizeProgram';
import type { Program, ValueId } from './program';
import { Recorder } from './recorder';
import { traceBackend } from './registerTraceBackend';
import type { TraceBackend } from './traceBackend';
import { recordingScans } from './traceScan';
import type { TraceTarget } from './traceTarget';

/**
 * Runs the body of a step once with tensors that have shapes and no values, and records the kernels that it calls.
 * @param variables what the engine holds: all of them, whether the step uses them or not
 * @throws Error when the step reads a tensor's value, draws random numbers of tfjs's, uses an op that the target lacks,
 *   or updates what is no variable; and whatever the body throws
 */
export function traceStep(
  step: Step,
  variables: NamedSpecs,
  target: TraceTarget,
  options: OptimizeOptions = {},
): Program {
  return optimizeProgram(recordStep(step, variables, target), options);
}

/** `traceStep` without the optimizer: every call as it came. */
export function recordStep(step: Step, variables: NamedSpecs, target: TraceTarget): Program {
  const backend = traceBackend(target);
  const recorder = new Recorder(step.name);
  return explainUnknownKernels(step.name, target, () =>
    recordingScans(backend, target, () =>
      backend.recording(recorder, () =>
        isolateTfjs(target.backendName, () => {
          const ids = {
            variables: addValues(recorder, variables),
            feeds: addValues(recorder, step.feeds),
          };
          const result = step.body(
            symbols(backend, ids.variables, variables),
            symbols(backend, ids.feeds, step.feeds),
          );
          checkUpdates(step.name, result, variables);
          return recorder.finish({
            ...ids,
            updates: valuesOf(backend, result.updates ?? {}),
            fetches: valuesOf(backend, result.fetches),
            kept: valuesOf(backend, result.kept ?? {}),
          });
        }),
      ),
    ),
  );
}

function addValues(recorder: Recorder, specs: NamedSpecs): Record<string, ValueId> {
  return mapValues(specs, (spec) => recorder.addValue(spec));
}

function symbols(
  backend: TraceBackend,
  ids: Readonly<Record<string, ValueId>>,
  specs: NamedSpecs,
): Record<string, Tensor> {
  return mapValues(specs, (spec, name) => backend.symbol(ids[name]!, spec));
}

function valuesOf(backend: TraceBackend, tensors: NamedTensors): Record<string, ValueId> {
  return mapValues(tensors, (tensor) => {
    backend.specOf(tensor);
    return backend.idOf(tensor);
  });
}

function checkUpdates(stepName: string, { updates = {} }: StepResult, variables: NamedSpecs): void {
  for (const [name, value] of Object.entries(updates)) {
    const variable = variables[name];
    if (variable === undefined)
      throw new Error(`Step "${stepName}" updates "${name}", which is no variable.`);
    if (!util.arraysEqual([...variable.shape], value.shape) || variable.dtype !== value.dtype)
      throw new Error(
        `Step "${stepName}" updates "${name}" of shape [${variable.shape.join(', ')}] with [${value.shape.join(', ')}].`,
      );
  }
}

/** tfjs names the kernel that it can't find, but neither the step nor what it means. */
function explainUnknownKernels<T>(stepName: string, { engineName }: TraceTarget, trace: () => T): T {
  try {
    return trace();
  } catch (error) {
    const kernel = error instanceof Error ? unknownKernel.exec(error.message)?.[1] : undefined;
    if (kernel === undefined) throw error;
    throw new Error(`Step "${stepName}" uses ${kernel}, which the engine "${engineName}" can't compute.`, {
      cause: error,
    });
  }
}

const unknownKernel = /^Kernel '(.*)' not registered for backend/;

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
