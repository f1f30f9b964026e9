import type * as vscode from 'vscode';

/** What other extensions get from `vscode.extensions.getExtension('seq2seq-lab.seq2seq-lab')?.activate()`. */
export interface S2sApi {
  /** Grows when something changes that callers rely on. */
  readonly version: 1;
  /**
   * Decodes texts, each as one source, with a model trained in this workspace. One result for each, in their order. Shows
   * nothing and asks nothing.
   * @throws Error with a sentence that says what is wrong and what to do
   */
  decode(texts: readonly string[], options?: DecodeTextOptions): Promise<readonly DecodeTextResult[]>;
}

export interface DecodeTextOptions {
  /**
   * The id of a run, the path of its folder, or the name of a config, of which the newest run is meant. Default: the model
   * chosen for `document`, else the only one.
   */
  readonly model?: string;
  /** Where the texts are from: models are chosen by language and folder. */
  readonly document?: Pick<vscode.TextDocument, 'uri' | 'languageId'>;
  /** Width of the beam, 1 to 100; 1 is greedy. Default: as the config of the run says, at least `nBest`. */
  readonly beamSize?: number;
  /** Hypotheses of each text, at most `beamSize`. Default 1. */
  readonly nBest?: number;
  /** Target text that every hypothesis must begin with. */
  readonly prefix?: string;
  /** Gives up waiting. */
  readonly signal?: AbortSignal;
}

/** Plain data: it survives JSON. */
export interface DecodeTextResult {
  readonly source: string;
  /** Best first; none when the source was refused. */
  readonly hypotheses: readonly DecodeTextHypothesis[];
  /** What of the source the model's vocabulary lacks. */
  readonly unknownTokens: readonly string[];
  /** Why the source could not be decoded, as when it is too long. */
  readonly refused?: string;
}

export interface DecodeTextHypothesis {
  readonly text: string;
  /** Of the whole hypothesis, 0 to 1. */
  readonly probability: number;
  /** Its natural logarithm, which long hypotheses need. */
  readonly logProbability: number;
  /** False when it was cut off at the greatest length. */
  readonly finished: boolean;
}
