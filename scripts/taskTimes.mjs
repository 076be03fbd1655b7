// How much processor time the tasks of a page's main thread take, from a trace of the browser. On a busy machine a task lasts as
// long as the scheduler wants; its processor time says what the page does.

/** Microtasks that end a task have an event of their own. */
const TASK = /RunTask|PerformMicrotaskCheckpoint/;
const MARK = 'convscope-task-times';

/**
 * @typedef {{ name: string, ms: number, wallMs: number }} TaskTime `name` of the act within which it ran
 * @typedef {{ name: string, cat: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number }} TraceEvent
 */

/**
 * The tasks while acts are done, the longest first.
 * @param {import('playwright').Page} page
 * @param {readonly (readonly [name: string, act: () => Promise<void>])[]} acts done one after the other
 * @returns {Promise<TaskTime[]>}
 */
export async function taskTimes(page, acts) {
  const browser = page.context().browser();
  if (!browser)
    throw new Error('expected a page of a browser that can be traced. Received one without a browser');
  const cdp = await browser.newBrowserCDPSession();
  /** @type {TraceEvent[]} */
  const events = [];
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(.../** @type {any[]} */ (value)));
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      recordMode: 'recordAsMuchAsPossible',
      includedCategories: ['toplevel', 'blink.user_timing'],
      excludedCategories: ['*'],
    },
  });
  const mark = (/** @type {number} */ at) =>
    page.evaluate((name) => void performance.mark(name), `${MARK} ${at}`);
  for (const [at, [, act]] of acts.entries()) {
    await mark(at);
    await act();
  }
  await mark(acts.length);
  await cdp.send('Tracing.end');
  await complete;
  await cdp.detach();
  return tasksOf(
    events,
    acts.map(([name]) => name),
  );
}

/** @param {readonly TraceEvent[]} events @param {readonly string[]} names of the acts @returns {TaskTime[]} */
export function tasksOf(events, names) {
  const marks = events.filter(({ name }) => name.startsWith(MARK));
  const [first] = marks;
  if (first === undefined || marks.length <= names.length)
    throw new Error(`expected ${names.length + 1} marks in the trace. Received ${marks.length}`);
  const startOf = (/** @type {number} */ at) =>
    marks.find(({ name }) => name === `${MARK} ${at}`)?.ts ?? Infinity;
  const starts = names.map((_, at) => startOf(at));
  const end = startOf(names.length);
  return events
    .filter(
      ({ name, ph, pid, tid }) => ph === 'X' && pid === first.pid && tid === first.tid && TASK.test(name),
    )
    .flatMap(({ ts, dur = 0, tdur = 0 }) => {
      const at = ts >= end ? -1 : starts.findLastIndex((start) => ts >= start);
      const name = names[at];
      return name === undefined ? [] : [{ name, ms: tdur / 1000, wallMs: dur / 1000 }];
    })
    .sort((a, b) => b.ms - a.ms);
}
