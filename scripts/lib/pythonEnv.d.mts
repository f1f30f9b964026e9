/** See pythonEnv.mjs. */
export function ensurePythonEnv(): Promise<string>;
export function ensureBenchEnv(): Promise<string>;
