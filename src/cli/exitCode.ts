/** How a command ends, as the shell sees it. */
export const exitCodes = { done: 0, failed: 1, wrongUse: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
