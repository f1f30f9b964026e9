import { add, maximum, minimum, mul, type Tensor } from '@tensorflow/tfjs-core';
import type { TrainingConfig } from '../config/schema';
import type { ParameterSpec } from '../model/model';
import type { VariableValue } from '../step/engine';
import { zeroVariable } from '../step/zeroVariable';
import { adadelta } from './optimizers/adadelta';
import { adagrad } from './optimizers/adagrad';
import { adam } from './optimizers/adam';
import { scaledGradient, type Optimizer, type OptimizerInput } from './optimizers/optimizer';
import { rmsprop } from './optimizers/rmsprop';
import { sgd, sgdWithMomentum } from './optimizers/sgd';

export type { Optimizer } from './optimizers/optimizer';

/**
 * The configured update rule. What `clip_grad_val` and `weight_decay` (L2 added to the gradient, after clipping; AdamW's is
 * its own) do comes before it.
 */
export function createOptimizer(training: TrainingConfig): Optimizer {
  const rule = updateRule(training);
  const decay = training.optimizer === 'adamw' ? 0 : training.weight_decay;
  if (decay === 0 && training.clip_grad_val === undefined) return rule;
  return {
    ...rule,
    update: (input) =>
      rule.update({
        ...input,
        gradient: decayed(clipped(input, training.clip_grad_val), input.parameter, decay),
        scale: undefined,
      }),
  };
}

export function slotName(slot: string, parameter: string): string {
  return `${slot}.${parameter}`;
}

/** All slots of an optimizer before the first update: zeros, by name. */
export function initialSlots(
  parameters: readonly ParameterSpec[],
  training: TrainingConfig,
): Map<string, VariableValue> {
  const trainable = parameters.filter((parameter) => parameter.trainable);
  return new Map(
    createOptimizer(training).slots.flatMap((slot) =>
      trainable.map(({ name, shape }) => [slotName(slot, name), zeroVariable(shape)]),
    ),
  );
}

function updateRule({ optimizer, adam_betas, momentum, nesterov, weight_decay }: TrainingConfig): Optimizer {
  switch (optimizer) {
    case 'adam':
      return adam({ betas: adam_betas, decoupledWeightDecay: 0 });
    case 'adamw':
      return adam({ betas: adam_betas, decoupledWeightDecay: weight_decay });
    case 'sgd':
      return momentum === 0 ? sgd : sgdWithMomentum(momentum, nesterov);
    case 'adadelta':
      return adadelta;
    case 'adagrad':
      return adagrad;
    case 'rmsprop':
      return rmsprop(momentum);
  }
}

/** The scaled gradient with every element within ±limit, as `torch.nn.utils.clip_grad_value_`. */
function clipped(input: Pick<OptimizerInput, 'gradient' | 'scale'>, limit: number | undefined): Tensor {
  const gradient = scaledGradient(input);
  return limit === undefined ? gradient : minimum(maximum(gradient, -limit), limit);
}

/** The gradient of the loss plus decay/2 · |θ|². */
function decayed(gradient: Tensor, parameter: Tensor, decay: number): Tensor {
  return decay === 0 ? gradient : add(gradient, mul(parameter, decay));
}
