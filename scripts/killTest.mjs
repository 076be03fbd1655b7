// Kills a browser while it trains, at random moments, and opens it again: how many seconds of training are lost, and is
// what is restored what was there?
//
//   npm run kill-test -- --kills 100 [--networks lenet,shapes,large] [--seed 1] [--site FOLDER] [--json]
//
// A real Chromium with a profile on disk is ended by SIGKILL, all of its processes at once. The page tells its step and its
// losses twenty times a second up to then. Opened again, it trains back to where it was: the losses have to be the same
// numbers again. Exit code 1 if more than a second is lost, or anything differs.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { browserFlags, requireBrowser } from './browser.mjs';
import { serveBuild } from './builtSite.mjs';

const MAX_LOST_S = 1;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '3' },
    networks: { type: 'string', default: 'lenet,shapes' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    // A build that is there already.
    site: { type: 'string' },
  },
});
const kills = Number(values.kills);
const networks = values.networks.split(',');

/** A number of 0…1, by mulberry32. */
let random = Number(values.seed) >>> 0;
function next() {
  random = (random + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(random ^ (random >>> 15), random | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** @typedef {{ at: number, step: number, steps: number[], losses: number[] }} Sample */

const folder = mkdtempSync(join(tmpdir(), 'convscope-kill-'));
const server = await serveBuild(values.site, folder);

/** @param {string} profile */
async function start(profile) {
  const child = spawn(
    requireBrowser(),
    [
      ...browserFlags(),
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ],
    // A group of its own, which is ended as one.
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const endpoint = await new Promise((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (data) => {
      text += String(data);
      const found = /DevTools listening on (\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.on('exit', () => reject(new Error(`the browser did not start:\n${text}`)));
  });
  const browser = await chromium.connectOverCDP(String(endpoint));
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('the browser has no context');
  const page = context.pages()[0] ?? (await context.newPage());
  const end = async () => {
    const ended = new Promise((resolve) => child.on('exit', resolve));
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    await ended;
    await browser.close().catch(() => undefined);
  };
  return { page, end };
}

/** Runs in the page: resolves with the session once it is shown. */
async function sessionIn() {
  for (;;) {
    const app = /** @type {any} */ (document.querySelector('convscope-app'));
    if (app?.session) {
      await app.written;
      return app.session;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * @param {import('playwright').Page} page
 * @param {string} network
 * @param {(sample: Sample) => void} tell
 */
async function open(page, network, tell) {
  await page.exposeFunction('killTestTell', tell);
  await page.addInitScript(`globalThis.killTestSession = ${sessionIn.toString()}`);
  await page.goto(`${server.origin}/#data=${network === 'shapes' ? 'shapes' : 'mnist'}`);
  return page.evaluate(async () => {
    const app = /** @type {any} */ (document.querySelector('convscope-app'));
    while (!app.session) await new Promise((resolve) => setTimeout(resolve, 5));
    // The copy, before anything is taken again.
    const shown = app.session.progress.step;
    const session = await /** @type {any} */ (globalThis).killTestSession();
    const reached = session.catchingUpTo ?? session.progress.step;
    const kind = app.shadowRoot.querySelector('cs-notices')?.message?.kind ?? null;
    const began = performance.now();
    while (session.catchingUpTo !== null) await new Promise((resolve) => setTimeout(resolve, 20));
    const catchingUpS = (performance.now() - began) / 1000;
    const { step, loss } = session.history;
    return { reached, shown, kind, catchingUpS, steps: [...step], losses: [...loss] };
  });
}

/** Trains, and tells of it; at first with its own network. @param {import('playwright').Page} page @param {string} network */
async function train(page, network) {
  await page.evaluate(async (network) => {
    const session = await /** @type {any} */ (globalThis).killTestSession();
    if (network === 'large' && session.network.name !== 'large')
      await session.startAfresh(
        {
          name: 'large',
          input: [28, 28, 1],
          layers: [
            { name: 'flatten', kind: 'flatten' },
            { name: 'wide', kind: 'dense', options: { units: 7400, activation: 'relu' } },
            { name: 'wider', kind: 'dense', options: { units: 7300, activation: 'relu' } },
            { name: 'answer', kind: 'dense', options: { units: 10, activation: 'softmax' } },
          ],
        },
        { batchSize: 8, epochs: 1000 },
      );
    setInterval(() => {
      const { step, loss } = session.history;
      const from = Math.max(0, step.length - 40);
      void (
        /** @type {any} */ (globalThis).killTestTell({
          at: performance.now() / 1000,
          step: session.progress.step,
          steps: step.slice(from),
          losses: loss.slice(from),
        })
      );
    }, 50);
    session.play();
  }, network);
}

/** @type {{ network: string, trainedS: number, lostS: number, lostSteps: number, replayed: number, catchingUpS: number, ok: boolean }[]} */
const found = [];

for (const [at, network] of networks.entries()) {
  const profile = join(folder, network);
  const rounds = Math.floor(kills / networks.length) + (at < kills % networks.length ? 1 : 0);
  /** @type {Sample[]} */
  let before = [];
  for (let round = 0; round <= rounds; round++) {
    /** @type {Sample[]} */
    const samples = [];
    const { page, end } = await start(profile);
    try {
      const opened = await open(page, network, (sample) => void samples.push(sample));
      const last = before.at(-1);
      if (last) {
        const { reached, shown, kind, catchingUpS, steps, losses } = opened;
        // When the step that is restored was reached.
        const then = before.findLast(({ step }) => step <= reached) ?? last;
        const lostS = reached >= last.step ? 0 : last.at - then.at;
        const known = new Map(steps.map((step, i) => [step, losses[i]]));
        const same = before.every((sample) =>
          sample.steps.every((step, i) => !known.has(step) || Object.is(known.get(step), sample.losses[i])),
        );
        const ok = lostS <= MAX_LOST_S && same && (kind === 'back' || kind === 'catchingUp');
        const first = before[0] ?? last;
        const result = {
          ...{ network, trainedS: last.at - first.at, lostS, lostSteps: Math.max(0, last.step - reached) },
          ...{ replayed: reached - shown, catchingUpS, ok },
        };
        found.push(result);
        const line = `${network}: killed at step ${last.step}; restored ${reached}, ${lostS.toFixed(2)} s lost, ${
          reached - shown
        } steps taken again in ${catchingUpS.toFixed(1)} s${same ? '' : ', LOSSES DIFFER'}${ok ? '' : `, NOT OK (${kind})`}`;
        process.stderr.write(`${found.length}/${kills} ${line}\n`);
      }
      if (round === rounds) continue;
      await train(page, network);
      while (samples.length === 0 || (samples.at(-1)?.step ?? 0) <= opened.reached)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const longestMs = network === 'large' ? 40_000 : 4000; // a step of the large network takes seconds on a processor
      await new Promise((resolve) => setTimeout(resolve, 200 + longestMs * next()));
    } finally {
      await end();
    }
    before = samples;
  }
}
await server.close();
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

const most = (/** @type {number[]} */ numbers) => Math.max(0, ...numbers);
const summary = {
  event: 'done',
  kills: found.length,
  failed: found.filter(({ ok }) => !ok).length,
  mostLostS: most(found.map(({ lostS }) => lostS)),
  mostReplayed: most(found.map(({ replayed }) => replayed)),
  mostCatchingUpS: most(found.map(({ catchingUpS }) => catchingUpS)),
};
if (values.json) for (const one of found) process.stdout.write(`${JSON.stringify(one)}\n`);
process.stdout.write(`${JSON.stringify(summary)}\n`);
process.exit(summary.failed > 0 || summary.kills < kills ? 1 : 0);
