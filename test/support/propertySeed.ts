import fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that a failure is a change's and not chance's. Another
 * `S2S_PROPERTY_SEED` draws others.
 */
fc.configureGlobal({ seed: Number(process.env['S2S_PROPERTY_SEED'] ?? 20260101) });
