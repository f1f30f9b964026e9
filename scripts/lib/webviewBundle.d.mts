import type { BuildOptions } from 'esbuild';
import type { WebviewPageName } from '../../src/host/panels/webviewPage';

export const webviewPages: Readonly<Record<WebviewPageName, string>>;
export const webviewBundle: BuildOptions;
