import * as vscode from 'vscode';
import type { WaitingVariant } from '../../protocol/compare';
import type { PendingTraining } from '../runs/trainings';
import { variantLabel } from './variantLabel';

/** Variants that wait, or are being started, and have no run yet. */
export function waitingVariants(pending: readonly PendingTraining[]): WaitingVariant[] {
  return pending.flatMap(({ request: { group, name, resumeFolder } }) =>
    group === undefined || resumeFolder !== undefined
      ? []
      : [{ group: { ...group, variant: variantLabel(group, vscode) }, name }],
  );
}
