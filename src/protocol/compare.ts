import { z } from 'zod';
import type { MetricName } from '../core/config/schema';
import type { ObservedStatus, RunGroup, RunManifest } from '../runs/manifest';
import type { PanelStrings } from './panel';

/**
 * Between the extension host and the page that compares runs. The page says `ready` and gets a `snapshot` with a row for every
 * run of the workspace; it says whose curves it `want`s and gets them in `update`s, whole the first time, then what is new. At
 * most ten messages a second, none while hidden: shown again, it says `ready` again.
 */

/** A number, text or switch of a config; lists as their JSON. */
export type ConfigValue = string | number | boolean | null;

/** A number that a publication has for what a run does. */
export interface PublishedNumber {
  readonly metric: MetricName;
  readonly value: number;
  readonly source: string;
}

export type { RunGroup } from '../runs/manifest';

/** A variant whose training waits, or is being started: there is no run of it yet. */
export interface WaitingVariant {
  readonly group: RunGroup;
  /** Of the experiment. */
  readonly name: string;
}

/** A run, as a row of the table has it. `key` is its folder. */
export interface CompareRun {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly status: ObservedStatus | 'paused';
  /** Why it ended, in words, if there is something to say. */
  readonly message: string | undefined;
  readonly createdAt: string;
  readonly step: number;
  readonly totalSteps: number | undefined;
  readonly epoch: number;
  readonly elapsedMs: number;
  readonly tokensPerSecond: number | undefined;
  readonly parameterCount: number;
  readonly engine: RunManifest['engine'];
  readonly seed: number;
  readonly best: RunManifest['best'];
  readonly stopReason: RunManifest['stopReason'];
  readonly star: boolean;
  readonly note: string;
  /** By dotted path, such as `model.decoder.attention.type`; empty when it can't be read. */
  readonly config: Readonly<Record<string, ConfigValue>>;
  readonly published: readonly PublishedNumber[];
  /** The sweep or ladder that it belongs to; `variant` in the language of the user. */
  readonly group: RunGroup | undefined;
}

/** Points of a run by column, rising by step; the values as `curveQuantities.ts` orders them. */
export interface CurveColumns {
  readonly step: Float64Array;
  readonly epoch: Float64Array;
  readonly seconds: Float64Array;
  readonly values: readonly Float32Array[];
}

/** Something to mark on the curves of a run. */
export interface CurveMark {
  readonly type: 'checkpoint' | 'learning-rate' | 'paused' | 'continued';
  readonly step: number;
  /** Of a change of the learning rate. */
  readonly learningRate?: number;
}

/** Points of one run: all of them, or what came since the last message. */
export interface CurveNews {
  readonly key: string;
  /** These are all: forget the old ones. */
  readonly whole: boolean;
  readonly train: CurveColumns;
  readonly dev: CurveColumns;
  /** All marks there are. */
  readonly marks: readonly CurveMark[];
}

export type ToCompare =
  | {
      readonly type: 'snapshot';
      readonly runs: readonly CompareRun[];
      readonly waiting: readonly WaitingVariant[];
      readonly strings: PanelStrings;
      /** Whether notes may be written. */
      readonly isTrusted: boolean;
    }
  | {
      readonly type: 'update';
      /** Rows that are new or have changed. */
      readonly runs: readonly CompareRun[];
      /** Keys of runs whose folders are gone. */
      readonly gone: readonly string[];
      readonly curves: readonly CurveNews[];
    }
  /** All that wait now. */
  | { readonly type: 'waiting'; readonly waiting: readonly WaitingVariant[] }
  /** Show these runs: beside what is shown, or instead of it. */
  | { readonly type: 'show'; readonly keys: readonly string[]; readonly replace: boolean }
  /** Show the runs of a sweep or ladder instead of what is shown, and its others as they begin. */
  | { readonly type: 'show-group'; readonly group: string };

export const fromCompareSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** The runs whose curves are shown. */
  z.object({ type: z.literal('want'), keys: z.array(z.string()) }),
  z.object({ type: z.literal('star'), key: z.string(), star: z.boolean() }),
  z.object({ type: z.literal('note'), key: z.string(), note: z.string().max(2_000) }),
  z.object({ type: z.literal('open-dashboard'), key: z.string() }),
  z.object({ type: z.literal('open-config'), key: z.string() }),
  z.object({ type: z.literal('stop-group'), group: z.string() }),
  z.object({ type: z.literal('new-experiment') }),
  z.object({ type: z.literal('export-csv'), text: z.string() }),
  z.object({ type: z.literal('copy'), text: z.string() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type FromCompare = z.output<typeof fromCompareSchema>;
