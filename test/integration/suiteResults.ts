/** One test of the suite, as the runner outside VS Code reads it. */
export interface TestResult {
  title: string;
  ok: boolean;
  ms: number;
  error?: string;
  /** Why a test that passed did not do so the first time. */
  firstError?: string;
}

/** The file named by `S2S_RESULTS`: written anew after every test, so that a window that dies still tells how far it came. */
export interface SuiteResults {
  group: string;
  /** The runner ends this process to play a crash (group `reopen/before`). */
  extensionHostProcessId: number;
  finished: boolean;
  tests: TestResult[];
}
