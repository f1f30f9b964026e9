import { ensureWasmFolder } from '../../scripts/lib/kernels.mjs';

/** Before any test: the kernels as their sources are now. */
export async function mochaGlobalSetup(): Promise<void> {
  await ensureWasmFolder();
}
