/** Runs in the page before its scripts: VS Code's API, its state kept over reloads. */
export function installVsCodeApi(): void {
  // A panel keeps its address over reloads, and no other panel has it.
  const key = location.search;
  const host = window as unknown as {
    sendToHost(message: unknown): Promise<void>;
    reportProblem(text: string): Promise<void>;
    acquireVsCodeApi(): unknown;
  };
  host.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => void host.sendToHost(message),
    getState: (): unknown => JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? undefined,
    setState: (state: unknown) => sessionStorage.setItem(key, JSON.stringify(state)),
  });
  window.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
    void host.reportProblem(`${violatedDirective} blocked ${blockedURI} ${sample}`);
  });
  // When the page first shows more than that it is loading.
  const observer = new MutationObserver(() => {
    if (document.querySelector('main:not(.page-state)') === null) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => Object.assign(window, { firstPaintMs: performance.now() })));
  });
  observer.observe(document, { childList: true, subtree: true });
}
