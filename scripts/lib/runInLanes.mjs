/** More at once would only compete for memory. */
const mostLanes = 4;

/**
 * @typedef {object} Job
 * @property {boolean} alone no other such job runs beside it
 * @property {Promise<unknown>} ready settled when it can begin
 * @property {(how: { inBackground: boolean }) => Promise<void>} run never rejects
 */

/**
 * Runs jobs on so many processors. Those that want to be alone begin when all jobs are ready, one after the other; the others
 * have the rest of the processors, in the background. With one processor, those that want to be alone come last.
 * @param {readonly Job[]} jobs of two that could run, the earlier one does
 * @param {number} processors
 */
export async function runInLanes(jobs, processors) {
  const lanes = Math.min(processors, mostLanes);
  const inBackground = lanes > 1 && jobs.length > 1;
  const waiting = new Set(jobs);
  const unready = new Map(
    jobs.map((job) => [job, job.ready.catch(() => undefined).then(() => void unready.delete(job))]),
  );
  /** @type {Map<Job, Promise<void>>} */
  const running = new Map();

  /** @returns {Job | undefined} */
  const next = () => {
    if (running.size >= lanes) return undefined;
    const others = [...waiting].filter(({ alone }) => !alone);
    const isFree = unready.size === 0 && ![...running.keys()].some(({ alone }) => alone);
    const lonely =
      isFree && (lanes > 1 || others.length === 0) ? [...waiting].find(({ alone }) => alone) : undefined;
    return lonely ?? others.find((job) => !unready.has(job));
  };

  while (waiting.size > 0 || running.size > 0) {
    for (let job = next(); job !== undefined; job = next()) {
      const begun = job;
      waiting.delete(begun);
      const how = { inBackground: inBackground && !begun.alone };
      running.set(
        begun,
        begun.run(how).then(() => void running.delete(begun)),
      );
    }
    await Promise.race([...running.values(), ...unready.values()]);
  }
}
