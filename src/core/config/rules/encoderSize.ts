import type { EncoderConfig } from '../schema';

/** Width of the encoder's outputs. */
export function encoderOutputSize(encoder: EncoderConfig): number {
  return encoder.hidden_size * (encoder.bidirectional ? 2 : 1);
}

/** That width, and what it is made of. */
export function outputSizeInWords(encoder: EncoderConfig): string {
  const size = encoderOutputSize(encoder);
  return encoder.bidirectional
    ? `${size} (2 × hidden_size ${encoder.hidden_size}, bidirectional)`
    : String(size);
}
