import { isPointerShape } from '../../text/grammars/grammarDescriptions';
import { allowedTexts } from '../../text/grammars/grammars';
import type { TextCodec } from '../../text/textCodec';
import type { DecodeOptions } from '../hypothesis';
import { allConstraints } from './allConstraints';
import { AllowedText } from './allowedText';
import type { Constraint } from './constraint';
import { forcedTokens } from './forcedTokens';
import { minimumLength } from './minimumLength';
import { noRepeatedNgram } from './noRepeatedNgram';
import { closedPolygon, everyPositionOnce } from './pointerConstraints';

/** Options that constrain hypotheses. */
export type ConstraintOptions = Pick<
  DecodeOptions,
  'minOutputLength' | 'noRepeatNgramSize' | 'forceTokens' | 'allowed'
>;

/** What the options ask of every hypothesis. */
export interface RequestedConstraint {
  /** Undefined: nothing. */
  readonly constraint: Constraint | undefined;
  /** Tokens that it takes at least to obey, without prefix and end symbol. */
  readonly leastLength: number;
  /** For messages: the options that ask for something. */
  readonly names: readonly string[];
}

/** Makes the constraints of options for one vocabulary. */
export class ConstraintMaker {
  /** The last one, since exploring a grammar takes time. */
  private allowed: { readonly name: string; readonly text: AllowedText } | undefined;

  constructor(private readonly codec: TextCodec) {}

  /**
   * @throws RangeError when the vocabulary lacks a token to force
   * @throws GrammarError when `allowed` names none
   */
  make(options: ConstraintOptions, prefixTokens: readonly string[]): RequestedConstraint {
    const { minOutputLength, noRepeatNgramSize, forceTokens, allowed } = options;
    const { eosId } = this.codec;
    const phrases = forceTokens.map((text) => this.phrase(text));
    const asked: [name: string, constraint: Constraint][] = [];
    if (minOutputLength > 0) asked.push(['min_output_length', minimumLength(minOutputLength, eosId)]);
    if (noRepeatNgramSize > 0) asked.push(['no_repeat_ngram_size', noRepeatedNgram(noRepeatNgramSize)]);
    if (phrases.length > 0) asked.push(['force_tokens', forcedTokens(phrases, eosId)]);
    if (allowed !== undefined) asked.push(['allowed', this.allowedConstraint(allowed, prefixTokens)]);
    const forcedLength = phrases.reduce((sum, { length }) => sum + length, 0);
    return {
      constraint: allConstraints(asked.map(([, constraint]) => constraint)),
      leastLength: Math.max(minOutputLength - prefixTokens.length, forcedLength),
      names: asked.map(([name]) => name),
    };
  }

  private phrase(text: string): number[] {
    const { codec } = this;
    const tokens = codec.tokenize(text);
    const ids = tokens.map((token) => codec.idOf(token));
    const unknown = tokens.find((_, index) => ids[index] === codec.unkId);
    if (unknown !== undefined)
      throw new RangeError(
        `${JSON.stringify(text)} can't be forced: the target vocabulary lacks ${JSON.stringify(unknown)}. Take it out of force_tokens, or train with it.`,
      );
    return ids;
  }

  private allowedConstraint(allowed: string, prefixTokens: readonly string[]): Constraint {
    const { codec } = this;
    if (!isPointerShape(allowed)) return this.allowedText(allowed).constraint(prefixTokens);
    if (codec.toJSON().level !== 'pointer')
      throw new RangeError(
        `"${allowed}" is about positions of the source, but the targets of this model are text. Use a grammar or a regular expression.`,
      );
    return allowed === 'tour' ? everyPositionOnce(codec.eosId) : closedPolygon(codec.eosId);
  }

  private allowedText(name: string): AllowedText {
    if (this.allowed?.name !== name)
      this.allowed = { name, text: new AllowedText(allowedTexts(name), this.codec) };
    return this.allowed.text;
  }
}
