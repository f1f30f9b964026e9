import type { PendingTraining, TrainingRequest } from './trainings';

/** Those that wait for their turn, next one first. */
export const queued = (pending: readonly PendingTraining[]): PendingTraining[] =>
  pending.filter(({ state }) => state === 'queued');

/** Place in the queue from 1; undefined for a training that is being started, or is not pending any more. */
export function placeInQueue(
  pending: readonly PendingTraining[],
  training: PendingTraining,
): number | undefined {
  const place = queued(pending).findIndex(({ request }) => request === training.request);
  return place < 0 ? undefined : place + 1;
}

/** The same with a waiting training before the one that it waited behind. */
export function movedUp(
  pending: readonly PendingTraining[],
  { request }: PendingTraining,
): readonly PendingTraining[] {
  const from = pending.findIndex((other) => other.request === request);
  const to = pending.findLastIndex(({ state }, index) => index < from && state === 'queued');
  const [moved, overtaken] = [pending[from], pending[to]];
  if (moved?.state !== 'queued' || overtaken === undefined) return pending;
  return pending.map((training, index) => (index === to ? moved : index === from ? overtaken : training));
}

/** Where a file is after one, or a folder above it, was renamed. */
export function followRename(file: string, from: string, to: string): string {
  if (file === from) return to;
  const isInside = file.startsWith(from) && /^[/\\]/.test(file.slice(from.length));
  return isInside ? to + file.slice(from.length) : file;
}

/** What is kept of a waiting training when the window closes. */
export type StoredTraining = Omit<TrainingRequest, 'requestedMs' | 'isQuiet'>;

export const storedTraining = ({
  requestedMs: _moment,
  isQuiet: _manner,
  ...stored
}: TrainingRequest): StoredTraining => stored;
