/** See pythonEnv.mjs. */
export function ensurePythonEnv(): Promise<string>;
