import assert from 'node:assert/strict';
import { compareModels } from './compareModels';
import { trainingCases } from './trainingCases';

compareModels({
  title: 'training against PyTorch in float64',
  script: 'seq2seq.py',
  cases: trainingCases,
  checkUpdates: (norms, { training }) => {
    const clipped = norms.filter((norm) => norm > training!.clip_grad_norm!).length;
    assert.ok(
      clipped > 0 && clipped < norms.length,
      `${clipped} of ${norms.length} steps were clipped: ${norms.join(' ')}`,
    );
  },
});
