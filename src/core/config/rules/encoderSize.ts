import { encoderSizes } from '../encoderSizes';
import type { EncoderConfig } from '../schema';
import { say, type Message } from '../message';

/** Width of the encoder's outputs. */
export function encoderOutputSize(encoder: EncoderConfig): number {
  return encoderSizes(encoder).outputs;
}

/** Width of the last state of the encoder's top layer. */
export function encoderStateSize(encoder: EncoderConfig): number {
  return encoderSizes(encoder).states.at(-1) ?? encoder.hidden_size;
}

/** Width of the outputs, and what it is made of. */
export function outputSizeInWords(encoder: EncoderConfig): Message {
  return encoder.projection === undefined
    ? stateSizeInWords(encoder)
    : say`${encoder.projection} (projection)`;
}

/** Width of the last state, and what it is made of. */
export function stateSizeInWords(encoder: EncoderConfig): Message {
  const size = encoderStateSize(encoder);
  return size === encoder.hidden_size
    ? say`${size}`
    : say`${size} (2 × hidden_size ${encoder.hidden_size}, bidirectional)`;
}
