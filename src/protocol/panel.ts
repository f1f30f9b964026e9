import { z } from 'zod';
import type { MachineTrace } from '../core/inspect/machineTrace';
import type {
  ChangeLine,
  MetricLine,
  PictureSteps,
  Reproduction,
  RunManifest,
  Sample,
  ValidationLine,
} from '../runs/manifest';

/**
 * What attention can be shown of a model: a map by token of a hypothesis; nothing by token where the decoder works on a whole
 * picture at every step ("drawn"); none, which its config could change ("none"); or none because its task has no source to look
 * at, or looks at one position for each output ("impossible").
 */
export type AttentionMaps = 'by-token' | 'drawn' | 'none' | 'impossible';

export type { ChangeLine, MetricLine, PictureSteps, Sample, ValidationLine };

/**
 * Between the extension host and the dashboard of one run. The webview says `ready` and gets one `snapshot`, then deltas
 * (at most ten a second, none while hidden: shown again, it says `ready` again).
 *
 * The page: `<body><div id="app"></div></body>`; `lang` on `<html>`, for number formats; the style sheets `dashboard.css` and
 * `codicon.css` (its link's id: `vscode-codicon-stylesheet`); the script `dashboard.js` with a nonce at the end of the body.
 * The policy names the nonce for `script-src` and, beside the webview's source, for `style-src`: the component library
 * tests at its start with a style element whether the browser knows `:focus-visible`.
 */

export type PanelStatus = RunManifest['status'] | 'crashed';

/** The part of a manifest that the panel shows. */
export interface PanelRun {
  readonly id: string;
  readonly name: string;
  readonly configFile: string;
  readonly status: PanelStatus;
  /** It waits, alive, between two steps. */
  readonly isPaused?: boolean;
  /** How it compares with a run that it reproduces, or that reproduces it; in words. */
  readonly badge?: PanelBadge | undefined;
  readonly phase: string | undefined;
  /** How many parts of the phase are done, when it has parts. */
  readonly phaseProgress?: { readonly done: number; readonly total: number } | undefined;
  readonly engine: RunManifest['engine'];
  readonly parameterCount: number;
  readonly step: number;
  readonly epoch: number;
  readonly totalSteps: number | undefined;
  readonly elapsedMs: number;
  /** Estimated time to the last step; undefined when not running or unknown. */
  readonly remainingMs: number | undefined;
  readonly tokensPerSecond: number | undefined;
  readonly best: RunManifest['best'];
  readonly message: string | undefined;
  /** Sentences to know although the run goes on: the engine fell back, the trainer warned. Newest last. */
  readonly notices?: readonly string[];
  readonly seed: number;
  readonly createdAt: string;
}

export interface PanelBadge {
  readonly verdict: Reproduction['verdict'];
  readonly text: string;
  /** What was compared, and why it may differ. */
  readonly detail: string;
}

/** The probe set at one validation. */
export interface PanelSamples {
  readonly step: number;
  /** Optional: not sent with the others, since they would be too many. The page asks for them by `samples-request`. */
  readonly samples?: readonly Sample[];
}

/** One sample at one validation. */
export interface SampleMoment {
  readonly step: number;
  readonly sample: Sample;
}

export interface PanelAttention {
  readonly step: number;
  readonly index: number;
  readonly rows: number;
  readonly columns: number;
  /** Row-major `[rows, columns]` = `[hypothesis tokens, source tokens]`. */
  readonly values: Float32Array;
  /** What a Neural Turing Machine did meanwhile; only of such a model. */
  readonly machine?: PanelMachine;
}

/** A memory of rows of numbers, and the heads on it, while a sample was read and its hypothesis written. */
export type PanelMachine = MachineTrace;

/** Every text the webview shows, by key: the host translates. See `panelStrings.ts`. */
export type PanelStrings = Readonly<Record<string, string>>;

export type ToPanel =
  | {
      readonly type: 'snapshot';
      readonly run: PanelRun;
      readonly train: readonly MetricLine[];
      readonly dev: readonly ValidationLine[];
      /** What was done by hand; optional: none. */
      readonly changes?: readonly ChangeLine[];
      readonly samples: readonly PanelSamples[];
      readonly attentionMaps: AttentionMaps;
      readonly strings: PanelStrings;
    }
  | {
      readonly type: 'delta';
      readonly run: PanelRun;
      readonly train: readonly MetricLine[];
      readonly dev: readonly ValidationLine[];
      /** What was done by hand; optional: none. */
      readonly changes?: readonly ChangeLine[];
      readonly samples: readonly PanelSamples[];
    }
  /** Answer to `attention-request`; `map` undefined when the snapshot does not exist. */
  | {
      readonly type: 'attention';
      readonly step: number;
      readonly index: number;
      readonly map: PanelAttention | undefined;
    }
  /** Answer to `samples-request`; without samples when there are none of this step. */
  | ({ readonly type: 'samples' } & PanelSamples)
  /** Answer to `sample-history-request`: the newest validations, by rising step. */
  | {
      readonly type: 'sample-history';
      readonly index: number;
      readonly moments: readonly SampleMoment[];
    }
  /** Bring a part into view and focus it (Inspect Attention). */
  | { readonly type: 'show'; readonly part: 'loss' | 'samples' | 'attention' }
  /** The run folder is gone or can't be read. */
  | { readonly type: 'gone'; readonly message: string; readonly strings: PanelStrings };

/** What the webview keeps with `setState`, as far as the host needs it: the serializer gets it back after a restart. */
export const savedPanelSchema = z.looseObject({ runId: z.string().min(1) });
export type SavedPanel = z.output<typeof savedPanelSchema>;

export const fromPanelSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('stop') }),
  /** Goes on with one that is stopped, or lets one that is paused go on. */
  z.object({ type: z.literal('resume') }),
  z.object({ type: z.literal('pause') }),
  /** Asks for a rate, in the editor's own way. */
  z.object({ type: z.literal('set-learning-rate') }),
  z.object({ type: z.literal('reproduce') }),
  z.object({ type: z.literal('open-config') }),
  z.object({ type: z.literal('reveal-folder') }),
  z.object({ type: z.literal('attention-request'), step: z.int(), index: z.int() }),
  z.object({ type: z.literal('samples-request'), step: z.int() }),
  z.object({ type: z.literal('sample-history-request'), index: z.int() }),
  /** The first training point is painted, so long after the page began to load: for the figures of both. */
  z.object({ type: z.literal('painted-first-point'), sinceLoadMs: z.number() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type FromPanel = z.output<typeof fromPanelSchema>;
