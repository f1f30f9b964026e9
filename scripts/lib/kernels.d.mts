export function ensureWasmFolder(): Promise<string>;
