/** The environment without what the tests' own process is told: its preloads, and where this machine has native TensorFlow. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name !== 'NODE_OPTIONS' && !name.startsWith('S2S_')),
  );
}
