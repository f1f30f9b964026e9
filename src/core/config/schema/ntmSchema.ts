import { z } from 'zod';
import { choice, positiveInt } from './parts';

export const ntmSchema = z
  .strictObject({
    controller: choice({
      recurrent: 'A recurrent layer: rnn_type and hidden_size of the encoder',
      feed_forward: 'A tanh layer of hidden_size units, without a state of its own',
    })
      .default('recurrent')
      .describe(
        'What steers the heads: "recurrent" (a layer as rnn_type and hidden_size say) or "feed_forward" (a tanh layer of hidden_size units: all that is remembered is in the memory). Default "recurrent".',
      ),
    memory_rows: positiveInt
      .min(2)
      .max(4096)
      .default(128)
      .describe('Rows N of the memory: at least two more than the longest sequence. Default 128.'),
    memory_width: positiveInt.max(1024).default(20).describe('Numbers M in a row of the memory. Default 20.'),
    read_heads: positiveInt.max(16).default(1).describe('Heads that read. Default 1.'),
    write_heads: positiveInt.max(16).default(1).describe('Heads that erase and add. Default 1.'),
    shift_range: positiveInt
      .max(8)
      .default(1)
      .describe('A head moves by at most so many rows in a step, in either direction. Default 1.'),
    initial_memory: choice({
      constant: '10⁻⁶ everywhere',
      learned: 'A parameter, begun as initializer says',
    })
      .default('constant')
      .describe(
        'Memory before the first token: "constant" (10⁻⁶ everywhere; Collier & Beel 2018 found it to learn fastest) or "learned" (a parameter, begun as initializer says). Default "constant".',
      ),
  })
  .describe(
    'The machine of encoder type "ntm": a controller with heads on a memory (Graves, Wayne & Danihelka 2014). It reads the source and then, as the same machine, writes the target.',
  );

export type NtmConfig = z.output<typeof ntmSchema>;

/** The machine that an encoder of type "ntm" is. */
export function ntmConfig({ ntm }: { readonly ntm?: NtmConfig | undefined }): NtmConfig {
  return ntm ?? ntmSchema.parse({});
}
