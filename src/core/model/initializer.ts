import type { ModelConfig } from '../config/schema';

/** How a parameter's initial values are made; plain data. */
export type Initializer =
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  /** `blocks` square matrices with orthonormal rows, side by side (Saxe, McClelland & Ganguli 2014). */
  | { readonly kind: 'orthogonal'; readonly blocks: number }
  /** The last axis in equal blocks, each filled with one of the values. */
  | { readonly kind: 'constant'; readonly values: readonly number[] }
  /** The last axis in equal blocks, each made in its own way: the gates of a recurrent layer. */
  | { readonly kind: 'blocks'; readonly blocks: readonly Initializer[] }
  /** The values themselves, row-major. */
  | { readonly kind: 'values'; readonly values: Float32Array }
  /** Some rows given, the others made in another way. */
  | {
      readonly kind: 'rows';
      readonly rows: ReadonlyMap<number, Float32Array>;
      readonly others: Initializer;
    };

export const zeros: Initializer = { kind: 'constant', values: [0] };

export type WeightInitializerName = ModelConfig['initializer'];

/** The configured initializer of biases. */
export function biasInitializer({
  bias_initializer,
  init_weight,
}: Pick<ModelConfig, 'bias_initializer' | 'init_weight'>): Initializer {
  switch (bias_initializer) {
    case 'zeros':
      return zeros;
    case 'uniform':
      return { kind: 'uniform', limit: init_weight };
    case 'normal':
      return { kind: 'normal', deviation: init_weight };
  }
}

/**
 * Initial biases of gates: a number starts a gate there, the others are as configured.
 * @param starts one entry a gate, in the layer's order
 */
export function gateBiasInitializer(
  config: Pick<ModelConfig, 'bias_initializer' | 'init_weight'>,
  starts: readonly (number | undefined)[],
): Initializer {
  const others = biasInitializer(config);
  if (others === zeros) return { kind: 'constant', values: starts.map((start) => start ?? 0) };
  return {
    kind: 'blocks',
    blocks: starts.map((start) => (start === undefined ? others : { kind: 'constant', values: [start] })),
  };
}

/** What decides how the matrices of a recurrent cell begin. */
export interface CellMatrixSizes {
  readonly inputSize: number;
  readonly units: number;
  /** How many gates each matrix has where rows of input and state are kept together: 2 and 1 of a GRU. */
  readonly jointGates: readonly number[];
}

/**
 * The configured initializer for a kernel of a recurrent cell, `[fanIn, gates·units]`; `rnn_initializer` if there is one.
 * `xavier_uniform_joint` counts the matrices as TensorFlow 1 keeps them: rows for input and state in one, and all gates
 * that need one product side by side, so that its limit is gain·√(6/(inputSize + units + gates·units)).
 */
export function recurrentInitializer(
  config: Pick<ModelConfig, 'initializer' | 'rnn_initializer' | 'init_gain' | 'init_weight'>,
  fanIn: number,
  { inputSize, units, jointGates }: CellMatrixSizes,
): Initializer {
  const name = config.rnn_initializer ?? config.initializer;
  if (name !== 'xavier_uniform_joint') return weightInitializer(name, config, fanIn, units);
  return {
    kind: 'blocks',
    blocks: jointGates.flatMap((gates) =>
      Array.from({ length: gates }, () =>
        weightInitializer('xavier_uniform', config, inputSize + units, gates * units),
      ),
    ),
  };
}

/**
 * The configured initializer for a matrix `[fanIn, fanOut]`. The gates of a recurrent kernel are matrices of their own:
 * fanOut is the units of one gate.
 * Glorot & Bengio 2010, eq. 16: uniform within ±gain·√(6/(fanIn+fanOut)), or normal of the same variance.
 */
export function weightInitializer(
  name: WeightInitializerName,
  config: Pick<ModelConfig, 'init_gain' | 'init_weight'>,
  fanIn: number,
  fanOut: number,
): Initializer {
  switch (name) {
    case 'xavier_uniform':
      return { kind: 'uniform', limit: config.init_gain * Math.sqrt(6 / (fanIn + fanOut)) };
    case 'xavier_normal':
      return { kind: 'normal', deviation: config.init_gain * Math.sqrt(2 / (fanIn + fanOut)) };
    case 'uniform':
      return { kind: 'uniform', limit: config.init_weight };
    case 'normal':
      return { kind: 'normal', deviation: config.init_weight };
    case 'zeros':
      return zeros;
  }
}
