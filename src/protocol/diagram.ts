import { z } from 'zod';
import type { ModelDescription } from './modelling';
import type { PanelStrings } from './panel';

/**
 * Between the extension host and the page that draws the model of a config. The page says `ready` and gets a `state`, another one
 * whenever the model or the config has changed, and a `cursor` when only the cursor has moved: at most ten messages a second, none
 * while hidden (shown again, it says `ready` again).
 */
export type { DescribedEdge, DescribedNode, ModelDescription } from './modelling';

export interface DiagramConfig {
  /** Of the file. */
  readonly name: string;
  /** For the serializer. */
  readonly uri: string;
}

export interface DiagramState {
  /** Undefined while no config was open yet. */
  readonly config: DiagramConfig | undefined;
  /** Of the text, or of the last one before it that described a model. */
  readonly model: ModelDescription | undefined;
  /** Why the text describes no model; undefined when it does. */
  readonly problem: { readonly reason: string; readonly line?: number | undefined } | undefined;
  /** The model is still being worked out: its data are read. */
  readonly isReading: boolean;
  /** The layers that the key at the cursor concerns. */
  readonly atCursor: readonly string[];
  readonly isPinned: boolean;
}

export type ToDiagram =
  | { readonly type: 'state'; readonly state: DiagramState; readonly strings: PanelStrings }
  | { readonly type: 'cursor'; readonly atCursor: readonly string[] };

/** What the page keeps with `setState`, as far as the host needs it. */
export const savedDiagramSchema = z.looseObject({ uri: z.string().min(1), isPinned: z.boolean() });
export type SavedDiagram = z.output<typeof savedDiagramSchema>;

export const fromDiagramSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Put the cursor on the key of a layer. */
  z.object({ type: z.literal('reveal'), id: z.string() }),
  z.object({ type: z.literal('pin'), isPinned: z.boolean() }),
  z.object({ type: z.literal('show-problems') }),
  z.object({ type: z.literal('save-svg'), svg: z.string() }),
  z.object({ type: z.literal('copy-svg'), svg: z.string() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);
export type FromDiagram = z.output<typeof fromDiagramSchema>;
