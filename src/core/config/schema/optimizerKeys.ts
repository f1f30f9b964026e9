import { z } from 'zod';
import { choice } from './parts';

/** How a gradient becomes an update. */
export const optimizerKeys = {
  optimizer: choice({
    adam: 'Kingma & Ba 2015',
    adamw: 'Adam with decoupled weight decay (Loshchilov & Hutter 2019)',
    sgd: 'Stochastic gradient descent, plain or with momentum',
    adadelta: 'Zeiler 2012; made for learning_rate 1',
    adagrad: 'Duchi et al. 2011; 0.01 is a common learning_rate',
    rmsprop: 'Tieleman & Hinton 2012, with momentum if you like',
  })
    .default('adam')
    .describe(
      'Update rule, with the constants of PyTorch: "adam" (Kingma & Ba 2015), "adamw" (Loshchilov & Hutter 2019), "sgd", "adadelta" (Zeiler 2012), "adagrad" (Duchi et al. 2011) or "rmsprop" (Tieleman & Hinton 2012). Default "adam".',
    ),
  adam_betas: z
    .tuple([z.number().min(0).lt(1), z.number().min(0).lt(1)])
    .default([0.9, 0.999])
    .describe('Decay rates [β1, β2] of "adam" and "adamw". Default [0.9, 0.999].'),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'Momentum of "sgd" and "rmsprop": the update is a running sum v ← momentum · v + gradient (Sutskever et al. 2013, as in PyTorch). Default 0: none.',
    ),
  nesterov: z
    .boolean()
    .default(false)
    .describe(
      'Nesterov\'s momentum for "sgd": the gradient is added once more (Sutskever et al. 2013). Default false.',
    ),
  learning_rate: z
    .number()
    .positive()
    .default(0.001)
    .describe('Step size; `scheduling` changes it while training. Default 0.001.'),
  weight_decay: z
    .number()
    .min(0)
    .default(0)
    .describe(
      'Pulls all trained parameters towards zero: by learning_rate · weight_decay · parameter with "adamw" (0.01 is PyTorch\'s value), as a gradient weight_decay · parameter (L2) with the others. Default 0: not at all.',
    ),
  clip_grad_norm: z
    .number()
    .positive()
    .optional()
    .describe('Scale gradients down to this global norm (Pascanu et al. 2013). Default: no clipping.'),
  clip_grad_val: z
    .number()
    .positive()
    .optional()
    .describe(
      'Limit every element of the gradients to this absolute value, after clip_grad_norm where both are given. Default: no clipping.',
    ),
};
