import type { InstallProgress } from './installProgress';
import type { NativeFolders } from './nativeFolders';
import type { NativeRecipe } from './nativeRecipe';
import type { Network } from './network';

/** What the parts of an installation work with. */
export interface InstallContext {
  readonly folders: NativeFolders;
  readonly recipe: NativeRecipe;
  readonly network: Network;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
  readonly progress: InstallProgress;
}
