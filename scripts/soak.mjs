// Does a page that trains for a long time grow? Trains in a built page with the stage visible, while the network is edited,
// compared, looked back at, shown a camera and left for other views, again and again.
//
//   npm run soak -- --minutes 10 [--site FOLDER] [--json] [--profile FILE]
//
// After each act, with all garbage collected: the JS heap, GPU buffers and bytes by owner, DOM nodes, listeners, and tasks over
// 50 ms on the main thread; once a rotation what is in the heap. Exit code 1 if the JS objects, the number of GPU buffers or their
// bytes grow by more than 2 % after the first minute (and the first rotation of all acts), if a buffer has no owner, or if the page
// complains.
//
// The trend is Theil and Sen's: the median of the slopes between all pairs of samples after the same act, times how long was
// measured. One sample that is off does not change it, nor does what an act leaves until the next edit.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { launchOptions } from './browser.mjs';
import { serveBuild } from './builtSite.mjs';
import { heapByKind } from './heapSnapshot.mjs';
import { median } from './median.mjs';
import { ACTS, begin, gpuOf, prepare, say } from './soakActs.mjs';

const MAX_GROWTH = 0.02;
const WARM_UP_S = 60;
/** Training within an act; an edit, or another view, comes on top. */
const ACT_S = 1;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    // Of the main thread, for the Performance panel of Chromium: whose tasks are long? Best with a build that is not minified.
    profile: { type: 'string' },
    // A build that is there already.
    site: { type: 'string' },
  },
});
const minutes = Number(values.minutes);
if (!(minutes > 0)) throw new Error(`--minutes: expected a number above 0. Received '${values.minutes}'`);

/** @typedef {{ atS: number, act: string, step: number, heap: number, arrays: number, buffers: number, bytes: number, owned: number, nodes: number, listeners: number, created: number, objects?: number, code?: number, owners: Record<string, { buffers: number, bytes: number }> }} Sample */

const folder = mkdtempSync(join(tmpdir(), 'convscope-soak-'));
const server = await serveBuild(values.site, folder);

/** A camera of one grey picture that becomes brighter. */
const video = join(folder, 'camera.y4m');
const [width, height] = [320, 240];
const frames = Array.from({ length: 20 }, (_, at) => [
  Buffer.from('FRAME\n'),
  Buffer.alloc(width * height, 20 + 10 * at),
  Buffer.alloc((width * height) / 2, 128),
]);
writeFileSync(
  video,
  Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), ...frames.flat()]),
);

const options = launchOptions();
const browser = await chromium.launch({
  ...options,
  args: [
    ...options.args,
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${video}`,
  ],
});
const page = await browser.newPage({
  permissions: ['camera'],
  serviceWorkers: 'block',
  viewport: { width: 1280, height: 800 },
});
/** @type {string[]} */
const complaints = [];
page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
page.on('console', (message) => {
  if (
    ['error', 'warning'].includes(message.type()) &&
    !/powerPreference|No available adapters|Service Worker registration blocked/.test(message.text())
  )
    complaints.push(message.text());
});
const cdp = await page.context().newCDPSession(page);

/** @param {string} act @param {number} atS @returns {Promise<Sample>} */
async function sample(act, atS) {
  await say(page, 'measuring');
  await cdp.send('HeapProfiler.collectGarbage');
  const gpu = await gpuOf(page);
  const heap = /** @type {{ usedSize: number, backingStorageSize?: number }} */ (
    await cdp.send('Runtime.getHeapUsage')
  );
  const dom = await cdp.send('Memory.getDOMCounters');
  const step = await page.evaluate(
    () => /** @type {any} */ (document.querySelector('convscope-app')).session.progress.step,
  );
  const owned = Object.values(gpu.owners).reduce((sum, { buffers }) => sum + buffers, 0);
  return {
    ...{ atS, act, step, heap: heap.usedSize, arrays: heap.backingStorageSize ?? 0 },
    ...{ buffers: gpu.buffers, bytes: gpu.bytes, owned, nodes: dom.nodes, listeners: dom.jsEventListeners },
    ...{ created: gpu.created, owners: gpu.owners },
  };
}

/** How much something grew over the samples, as a part of its size. @param {readonly Sample[]} samples @param {(one: Sample) => number} of */
function growth(samples, of) {
  const slopes = samples.flatMap((from, at) =>
    samples
      .slice(at + 1)
      .filter(({ act }) => act === from.act)
      .map((to) => (of(to) - of(from)) / (to.atS - from.atS)),
  );
  if (slopes.length === 0) return NaN;
  const spanS = (samples.at(-1)?.atS ?? 0) - (samples[0]?.atS ?? 0);
  return (median(slopes) * spanS) / median(samples.map(of));
}

if (values.profile !== undefined) {
  await cdp.send('Profiler.enable');
  await cdp.send('Profiler.start');
}
/** @type {Sample[]} */
const samples = [];
await prepare(page);
await page.goto(`${server.origin}/#data=mnist`);
await begin(page);
const startedAt = performance.now();
const elapsedS = () => (performance.now() - startedAt) / 1000;
const acts = Object.entries(ACTS);
let [steps, turns] = [8, 0];
const adapter = await page.evaluate(
  () => /** @type {any} */ (document.querySelector('convscope-app')).session.adapterDescription,
);
const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(2).padStart(8);
process.stderr.write(
  `${adapter}; load ${loadavg()[0]?.toFixed(1)}\n   s  act                 step  heap MB arrays MB  buffers   GPU MB  nodes listeners\n`,
);
for (let at = 0; elapsedS() < minutes * 60; at++) {
  const [name, act] = acts[at % acts.length] ?? ['', () => Promise.resolve()];
  await say(page, name);
  const before = performance.now();
  await act(page, steps);
  if (name === 'stage')
    steps = Math.max(4, Math.round((steps * ACT_S * 1000) / (performance.now() - before)));
  const one = await sample(name, elapsedS());
  if (name === 'stage') {
    const { objects, code } = await heapByKind(cdp);
    Object.assign(one, { objects, code });
  }
  samples.push(one);
  if (at % acts.length === acts.length - 1) turns++;
  const row = [
    one.atS.toFixed(0).padStart(4),
    ` ${name.padEnd(17)}`,
    String(one.step).padStart(6),
    megabytes(one.heap),
  ];
  row.push(megabytes(one.arrays), String(one.buffers).padStart(8), megabytes(one.bytes));
  row.push(String(one.nodes).padStart(6), String(one.listeners).padStart(6));
  if (one.objects !== undefined) row.push(`  objects ${megabytes(one.objects).trim()} MB`);
  process.stderr.write(`${row.join(' ')}\n`);
}

/** @type {import('./soakActs.mjs').LongTask[]} */
const tasks = (await page.evaluate(() => /** @type {any} */ (globalThis).soak.tasks)).filter(
  (/** @type {import('./soakActs.mjs').LongTask} */ { act }) => act !== 'measuring' && act !== 'opening',
);
if (values.profile !== undefined) {
  const { profile } = await cdp.send('Profiler.stop');
  writeFileSync(values.profile, JSON.stringify(profile));
}
await browser.close();
await server.close();
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

const steady = samples.filter(({ atS }, at) => atS >= WARM_UP_S && at >= acts.length);
const inHeap = steady.filter(({ objects }) => objects !== undefined);
const trends = {
  objects: growth(inHeap, ({ objects }) => objects ?? NaN),
  buffers: growth(steady, ({ buffers }) => buffers),
  gpuBytes: growth(steady, ({ bytes }) => bytes),
};
const others = {
  heap: growth(steady, ({ heap }) => heap),
  code: growth(inHeap, ({ code }) => code ?? NaN),
  arrays: growth(steady, ({ arrays }) => arrays),
  nodes: growth(steady, ({ nodes }) => nodes),
  listeners: growth(steady, ({ listeners }) => listeners),
};
const unowned = samples.filter(({ buffers, owned }) => buffers !== owned);
const byAct = acts.map(([name]) => {
  const own = tasks.filter(({ act }) => act === name);
  return { act: name, tasks: own.length, longestMs: Math.max(0, ...own.map(({ duration }) => duration)) };
});
const ends = [inHeap[0], inHeap.at(-1)];
const percent = (/** @type {number} */ part) =>
  Number.isNaN(part) ? 'unknown' : `${(100 * part).toFixed(2)} %`;
const grown = Object.entries(trends).filter(([, part]) => part > MAX_GROWTH);
const said = [
  `${turns} whole rotations in ${(elapsedS() / 60).toFixed(1)} min on ${adapter}, load ${loadavg()[0]?.toFixed(1)}`,
  `growth after the first minute, over ${(((steady.at(-1)?.atS ?? 0) - (steady[0]?.atS ?? 0)) / 60).toFixed(1)} min:`,
  ...Object.entries({ ...trends, ...others }).map(([name, part]) => `  ${name.padEnd(10)} ${percent(part)}`),
  ...['objects', 'code'].map((kind) => {
    const [from, to] = ends.map((one) => megabytes(/** @type {any} */ (one)?.[kind] ?? NaN).trim());
    return `${kind} in the heap: ${from} → ${to} MB`;
  }),
  `tasks over 50 ms: ${tasks.length}`,
  ...byAct.map(
    ({ act, tasks, longestMs }) => `  ${act.padEnd(17)} ${tasks}, the longest ${longestMs.toFixed(0)} ms`,
  ),
  ...(unowned.length > 0 ? [`${unowned.length} samples have buffers without an owner`] : []),
  ...complaints.map((text) => `the page says: ${text}`),
];
// The owners that changed most since the first rotation.
const [first, last] = [steady[0], steady.findLast(({ act }) => act === steady[0]?.act)];
for (const owner of new Set([...Object.keys(first?.owners ?? {}), ...Object.keys(last?.owners ?? {})])) {
  const [from, to] = [first?.owners[owner]?.buffers ?? 0, last?.owners[owner]?.buffers ?? 0];
  if (from !== to) said.push(`  buffers of '${owner}': ${from} → ${to}`);
}
process.stderr.write(`${said.join('\n')}\n`);
if (values.json)
  for (const one of samples) process.stdout.write(`${JSON.stringify({ event: 'sample', ...one })}\n`);
if (values.json)
  for (const one of tasks) process.stdout.write(`${JSON.stringify({ event: 'task', ...one })}\n`);
const unmeasured = Object.values(trends).some(Number.isNaN);
process.stdout.write(
  `${JSON.stringify({
    ...{ event: 'done', minutes: elapsedS() / 60, rotations: turns, ...trends, others, tasks: tasks.length },
    ...{ unowned: unowned.length, complaints: complaints.length },
  })}\n`,
);
if (unmeasured)
  process.stderr.write('too short to see a trend: two rotations after the first minute are needed\n');
process.exit(grown.length > 0 || unowned.length > 0 || complaints.length > 0 || unmeasured ? 1 : 0);
