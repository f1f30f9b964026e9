import type { ModelConfig } from '../config/schema';

/** How a parameter's initial values are made; plain data. */
export type Initializer =
  | { readonly kind: 'uniform'; readonly limit: number }
  | { readonly kind: 'normal'; readonly deviation: number }
  /** `blocks` square matrices with orthonormal rows, side by side (Saxe, McClelland & Ganguli 2014). */
  | { readonly kind: 'orthogonal'; readonly blocks: number }
  /** The last axis in equal blocks, each filled with one of the values. */
  | { readonly kind: 'constant'; readonly values: readonly number[] };

export const zeros: Initializer = { kind: 'constant', values: [0] };

export type WeightInitializerName = ModelConfig['initializer'];

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
