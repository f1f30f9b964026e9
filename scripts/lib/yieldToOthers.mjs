import os from 'node:os';

/**
 * Lets every other program go first where processors are short; what the child starts inherits it.
 * @param {import('node:child_process').ChildProcess} child
 */
export function yieldToOthers({ pid }) {
  if (pid === undefined) return;
  try {
    os.setPriority(pid, os.constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or the system does not let us: it runs like any other then.
  }
}
