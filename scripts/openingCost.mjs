// What opening the page costs, on Linux: node scripts/openingCost.mjs [TIMES] [HASH] [SECONDS] [BUILD]
// Builds the page (or takes the folder BUILD), opens it in browser contexts of their own, and prints for each: the
// milliseconds until the first maps are painted and until their answer is there, of an opening in which nothing else is
// measured; what was loaded until then; the CPU seconds of the browser's processes until four seconds later; the milliseconds
// from the first press of Step to its number, at once and once the page is at rest; and the tasks of the main thread that took
// more than 50 ms, with the milliseconds in which they ran on a core: while opening, in the first step, and in SECONDS of
// training with the stage drawn. A HASH of `first` is a first visit, which trains by itself.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { launchOptions } from './browser.mjs';

const [times = '5', hash = 'data=mnist', seconds = '30', folder = ''] = process.argv.slice(2);
const port = 20_000 + (process.pid % 20_000);
const TICKS_PER_SECOND = 100;
/** Milliseconds. */
const LONG = 50;

/** CPU seconds so far of all processes that this one has started. */
function cpuSeconds() {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const text = readFileSync(`/proc/${id}/stat`, 'utf8');
        // After the name, which may hold spaces: state, parent, …; times are entries 11 and 12.
        const entries = text.slice(text.lastIndexOf(')') + 2).split(' ');
        const cpu = (Number(entries[11]) + Number(entries[12])) / TICKS_PER_SECOND;
        return [{ id: Number(id), parent: Number(entries[1]), cpu }];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
  const own = new Set([process.pid]);
  for (const id of own)
    for (const { id: child, parent } of processes) if (parent === id && child !== server.pid) own.add(child);
  own.delete(process.pid);
  return processes.filter(({ id }) => own.has(id)).reduce((sum, { cpu }) => sum + cpu, 0);
}

/**
 * @typedef {{ startTime: number, duration: number, invoker: string, sourceURL: string, sourceFunctionName: string }} Script
 * @typedef {Window & { openingCost: Script[] }} Observed
 * @typedef {import('../src/session/session').TrainingSession} Session
 * @typedef {Element & { session: Session, renderRoot: ShadowRoot }} PageElement
 * @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args: any }} TraceEvent
 */

/** Runs in the page: keeps which scripts took long. */
function observe() {
  /** @type {Script[]} */
  const told = [];
  Object.assign(window, { openingCost: told });
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries()) {
      const { scripts } = /** @type {PerformanceEntry & { scripts: Script[] }} */ (frame);
      for (const { startTime, duration, invoker, sourceURL, sourceFunctionName } of scripts)
        told.push({ startTime, duration, invoker, sourceURL, sourceFunctionName });
    }
  }).observe({ type: 'long-animation-frame', buffered: true });
}

/** Runs in the page: marks when the stage is painted for the first time, and when the answer is there. */
function markMaps() {
  const { prototype } = GPUCanvasContext;
  // oxlint-disable-next-line typescript/unbound-method -- called with its context
  const { getCurrentTexture } = prototype;
  prototype.getCurrentTexture = function () {
    prototype.getCurrentTexture = getCurrentTexture;
    performance.mark('maps');
    return getCurrentTexture.call(this);
  };
  /** @param {Document | ShadowRoot} root @returns {boolean} */
  const answered = (root) =>
    [...root.querySelectorAll('*')].some(
      (element) =>
        (element.getAttribute('data-testid') === 'probability' && element.textContent.includes('%')) ||
        (element.shadowRoot && answered(element.shadowRoot)),
    );
  const look = () => {
    if (performance.getEntriesByName('maps').length > 0 && answered(document)) performance.mark('answer');
    else setTimeout(look, 20);
  };
  setTimeout(look, 20);
}

/** Records the browser's tasks. @returns what ends it and tells those over 50 ms of the page's main thread, in milliseconds */
async function recordTasks() {
  const session = await browser.newBrowserCDPSession();
  /** @type {TraceEvent[]} */
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    events.push(.../** @type {TraceEvent[]} */ (/** @type {unknown} */ (value)));
  });
  const includedCategories = ['toplevel', 'blink.user_timing'];
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories } });
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await complete;
    await session.detach();
    const opened = events
      .filter(
        ({ name, args }) =>
          name === 'navigationStart' && String(args.data?.documentLoaderURL).startsWith(address),
      )
      .at(-1);
    if (!opened) throw new Error('the trace has no navigation to the page');
    // A task may hold another of the same name.
    const starts = new Set();
    return events.flatMap(({ name, pid, tid, ts, dur = 0, tdur = 0 }) => {
      const own = pid === opened.pid && tid === opened.tid && name.endsWith('RunTask') && ts >= opened.ts;
      if (!own || dur <= 1000 * LONG || starts.has(ts)) return [];
      starts.add(ts);
      return [{ startTime: (ts - opened.ts) / 1000, duration: dur / 1000, onCore: tdur / 1000 }];
    });
  };
}

/** Runs in the page: the milliseconds from a press of Step until its number is there. */
async function pressStep() {
  const page = /** @type {PageElement | null} */ (document.querySelector('convscope-app'));
  const transport = /** @type {PageElement | null | undefined} */ (
    page?.renderRoot.querySelector('cs-transport')
  );
  const button = /** @type {HTMLElement | null | undefined} */ (
    transport?.renderRoot.querySelector('[data-testid=step]')
  );
  if (!page || !button) throw new Error('the page has no button for a step');
  performance.mark('step');
  const { session } = page;
  const { step } = session.progress;
  const start = performance.now();
  const done = new Promise((resolve) => {
    session.addEventListener('progress', () => {
      if (session.progress.step > step) resolve(null);
    });
  });
  button.click();
  await done;
  return performance.now() - start;
}

const server =
  folder === ''
    ? spawn(
        process.execPath,
        [join(dirname(fileURLToPath(import.meta.url)), 'e2eServer.mjs'), String(port)],
        // It ends with its standard input.
        { stdio: ['pipe', 'ignore', 'ignore'] },
      )
    : spawn(
        process.execPath,
        [
          'node_modules/vite/bin/vite.js',
          'preview',
          '--port',
          String(port),
          '--strictPort',
          '--outDir',
          folder,
        ],
        { stdio: 'ignore', cwd: dirname(dirname(fileURLToPath(import.meta.url))) },
      );
const address = `http://localhost:${port}/`;
const opening = `${address}#${hash === 'first' ? '' : hash}`;
const answers = () =>
  fetch(address).then(
    () => true,
    () => false,
  );
while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 200));
const browser = await chromium.launch(launchOptions());

/** @returns {Promise<string>} */
async function openUndisturbed() {
  const page = await newPage(markMaps);
  await page.goto(opening);
  await page.waitForFunction(() => performance.getEntriesByName('answer').length > 0, null, {
    polling: 100,
  });
  const [maps = NaN, answer = NaN] = await page.evaluate(() =>
    ['maps', 'answer'].map((name) => performance.getEntriesByName(name)[0]?.startTime),
  );
  await page.context().close();
  return `maps ${maps.toFixed(0)} ms, answer ${answer.toFixed(0)} ms`;
}

/** @param {import('playwright').Page} page @param {boolean} atRest */
async function open(page, atRest) {
  /** @type {Promise<number>[]} */
  const loaded = [];
  page.on('response', (response) => {
    if (!/\.(?:js|css)$|\/$/.test(new URL(response.url()).pathname)) return;
    const size = response.body().then((body) => gzipSync(body).length);
    size.catch(() => undefined); // of what was asked for when the page was closed
    loaded.push(size);
  });
  const before = cpuSeconds();
  await page.goto(opening);
  await page.getByTestId('probability').first().filter({ hasText: '%' }).waitFor();
  const count = loaded.length;
  if (atRest) await page.waitForTimeout(4000);
  const kilobytes = (await Promise.all(loaded)).map((bytes) => bytes / 1000);
  const sum = (/** @type {readonly number[]} */ of) => of.reduce((a, b) => a + b, 0).toFixed(0);
  return {
    until: `code ${sum(kilobytes.slice(0, count))} KB in ${count} files`,
    then: `then ${sum(kilobytes.slice(count))} KB in ${kilobytes.length - count}   CPU ${(cpuSeconds() - before).toFixed(2)} s`,
  };
}

/** @param {() => void} inPage runs before the page does */
async function newPage(inPage) {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.addInitScript(inPage);
  return page;
}

try {
  await (await browser.newPage()).goto('about:blank');
  for (let time = 0; time < Number(times); time++) {
    const shown = await openUndisturbed();
    const page = await newPage(observe);
    const endRecord = await recordTasks();
    const { until, then } = await open(page, true);
    console.log(`${shown}   ${until}   ${then}   load ${loadavg()[0]?.toFixed(1)}`);
    if (hash !== 'first') {
      const pressed = await page.evaluate(pressStep);
      console.log(`  first step, at rest: ${pressed.toFixed(0)} ms`);
    }
    if (time === 0 && Number(seconds) > 0) {
      await page.evaluate(() => performance.mark('training'));
      if (hash !== 'first') await page.getByTestId('play').click();
      await page.waitForTimeout(1000 * Number(seconds));
    }
    const tasks = await endRecord();
    const { scripts, step, training } = await page.evaluate(() => {
      const { openingCost } = /** @type {Observed} */ (/** @type {unknown} */ (window));
      /** @param {string} name */
      const marked = (name) => performance.getEntriesByName(name)[0]?.startTime ?? 1e9;
      return { scripts: openingCost, step: marked('step'), training: marked('training') };
    });
    for (const { startTime, duration, onCore } of tasks) {
      const phase = startTime >= training ? 'training' : startTime >= step ? 'first step' : 'opening';
      const inside = scripts.filter(
        (one) => one.startTime >= startTime - 1 && one.startTime < startTime + duration,
      );
      const causes = inside.map((one) => {
        const file = one.sourceURL.split('/').at(-1) ?? '';
        const by = one.invoker.startsWith('http') ? 'evaluating' : one.invoker;
        return `${[by, one.sourceFunctionName, file].filter(Boolean).join(' ')} ${one.duration.toFixed(0)} ms`;
      });
      const list = causes.length > 0 ? causes.join(', ') : 'the browser';
      console.log(
        `  ${phase}: ${duration.toFixed(0)} ms, ${onCore.toFixed(0)} of them on a core, at ${startTime.toFixed(0)} ms: ${list}`,
      );
    }
    if (tasks.length === 0) console.log('  no task over 50 ms');
    await page.context().close();
    if (hash === 'first') continue;
    const hasty = await newPage(observe);
    await open(hasty, false);
    console.log(`  first step, with the first maps: ${(await hasty.evaluate(pressStep)).toFixed(0)} ms`);
    await hasty.context().close();
  }
} finally {
  await browser.close();
  server.kill();
}
