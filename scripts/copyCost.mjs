// What does it cost to keep a run while it trains? In a built page training alternates between turns with copies of the run (to the
// host, hashed, written to storage by a worker) and turns without.
//
//   npm run copy-cost -- [--network lenet|large] [--turns 4] [--seconds 10] [--site FOLDER]
//
// Prints, for each way: seconds a step, processor time a step of all of the browser's processes, and tasks of over 50 ms of
// processor time on the page's main thread; then the ratio of the medians. A copy of the large network (60 million parameters) is
// due every 29 s, so its turns should be as long.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { launchOptions } from './browser.mjs';
import { serveBuild } from './builtSite.mjs';
import { median } from './median.mjs';
import { prepare } from './soakActs.mjs';
import { taskTimes } from './taskTimes.mjs';

const LONG_MS = 50;
const { values } = parseArgs({
  options: {
    network: { type: 'string', default: 'lenet' },
    turns: { type: 'string', default: '4' },
    seconds: { type: 'string', default: '10' },
    site: { type: 'string' },
  },
});
const [turns, seconds] = [Number(values.turns), Number(values.seconds)];
if (!(turns > 0 && seconds > 0))
  throw new Error(`expected --turns and --seconds above 0. Received '${values.turns}', '${values.seconds}'`);

const folder = mkdtempSync(join(tmpdir(), 'convscope-copies-'));
const server = await serveBuild(values.site, folder);
const browser = await chromium.launch(launchOptions());
const page = await browser.newPage({ serviceWorkers: 'block', viewport: { width: 1280, height: 800 } });

/** Processor time of all processes below this one, in seconds (Linux). */
function processorTime() {
  /** @type {Map<number, { parent: number, seconds: number }>} */
  const known = new Map();
  for (const name of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      // Behind the name, from its third field: state, parent, …
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      const [parent = 0, user = 0, system = 0] = [1, 11, 12].map((at) => Number(fields[at]));
      known.set(Number(name), { parent, seconds: (user + system) / 100 });
    } catch {
      // It ended meanwhile.
    }
  const isBelow = (/** @type {number} */ pid) => {
    for (let at = known.get(pid)?.parent; at !== undefined; at = known.get(at)?.parent)
      if (at === process.pid) return true;
    return false;
  };
  return [...known].reduce((sum, [pid, { seconds }]) => sum + (isBelow(pid) ? seconds : 0), 0);
}

await prepare(page);
await page.goto(`${server.origin}/#data=mnist`);
await page.evaluate(async (large) => {
  const session = await /** @type {any} */ (globalThis).soakSession();
  const wide = (/** @type {string} */ name, /** @type {number} */ units) => ({
    ...{ name, kind: 'dense', options: { units, activation: 'relu' } },
  });
  const layers = [
    { name: 'flatten', kind: 'flatten' },
    wide('wide', 7400),
    wide('wider', 7300),
    { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
  ];
  if (large)
    await session.startAfresh(
      { name: 'large', input: [28, 28, 1], layers },
      { batchSize: 8, epochs: 100_000 },
    );
  else await session.startAfresh(session.network, { epochs: 100_000 });
  // Turns without copies: none is ever due.
  const { checkpoints } = session.run;
  const due = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(checkpoints), 'due');
  const scope = /** @type {any} */ (globalThis);
  scope.copies = true;
  Object.defineProperty(checkpoints, 'due', { get: () => scope.copies && due?.get?.call(checkpoints) });
  session.play();
  while (session.progress.step < 3) await new Promise((resolve) => setTimeout(resolve, 20));
}, values.network === 'large');

/** @typedef {{ stepS: number, processorS: number, long: number, longestMs: number, copies: number }} Turn */

/** @param {boolean} copies @returns {Promise<Turn>} */
async function turn(copies) {
  const before = processorTime();
  let found = { steps: 0, ms: 0, copies: 0 };
  const times = await taskTimes(page, [
    [
      'turn',
      async () => {
        found = await page.evaluate(
          async ({ copies, ms }) => {
            const scope = /** @type {any} */ (globalThis);
            const session = await scope.soakSession();
            scope.copies = copies;
            if (copies) session.run.checkpoints.hurry();
            let made = 0;
            const count = () => made++;
            session.addEventListener('checkpoint', count);
            const [from, at] = [session.progress.step, performance.now()];
            // Until a step is taken after the time is over: they are whole.
            while (performance.now() - at < ms || session.progress.step === from)
              await new Promise((resolve) => setTimeout(resolve, 20));
            session.removeEventListener('checkpoint', count);
            return { steps: session.progress.step - from, ms: performance.now() - at, copies: made };
          },
          { copies, ms: seconds * 1000 },
        );
      },
    ],
  ]);
  const long = times.filter(({ ms }) => ms > LONG_MS);
  return {
    ...{ stepS: found.ms / 1000 / found.steps, processorS: (processorTime() - before) / found.steps },
    ...{ long: long.length, longestMs: times[0]?.ms ?? 0, copies: found.copies },
  };
}

/** @type {Record<'with' | 'without', Turn[]>} */
const done = { with: [], without: [] };
for (let at = 0; at < turns; at++)
  for (const way of /** @type {const} */ (['with', 'without'])) {
    const one = await turn(way === 'with');
    done[way].push(one);
    process.stderr.write(
      `${way.padEnd(8)} ${one.stepS.toFixed(3)} s a step, processor ${one.processorS.toFixed(3)} s, ` +
        `${one.copies} copies, ${one.long} tasks over ${LONG_MS} ms, the longest ${one.longestMs.toFixed(0)} ms, ` +
        `load ${loadavg()[0]?.toFixed(1)}\n`,
    );
  }
await browser.close();
await server.close();
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
const ratio = (/** @type {(one: Turn) => number} */ of) =>
  median(done.with.map(of)) / median(done.without.map(of));
process.stdout.write(
  `${JSON.stringify({
    event: 'done',
    network: values.network,
    time: ratio(({ stepS }) => stepS),
    processor: ratio(({ processorS }) => processorS),
    long: { with: done.with.map(({ long }) => long), without: done.without.map(({ long }) => long) },
    longestMs: Math.max(...done.with.map(({ longestMs }) => longestMs)),
  })}\n`,
);
