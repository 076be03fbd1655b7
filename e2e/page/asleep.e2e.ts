// Tabs that are hidden and frozen, and a computer that sleeps: training goes on to the same bits, nothing is said to be lost or
// silent, the camera is off meanwhile, and a tab that wakes up does not write over the one that has taken over.

import { expect, test } from '../support/test';
import { part } from '../firefox/firefox';
import type { AppElement } from '../support/app';
import { openTabs, type Tab, type Tabs } from '../support/tabs';

test.describe.configure({ mode: 'serial' });

const HOUR = 3_600_000;

let tabs: Tabs;
let first: Tab;

/** What `prepare` adds to the page. */
interface Scope {
  slept: number;
  readonly heard: string[];
  readonly tracks: MediaStreamTrack[];
}

/** The clock of the page can be put forward, and what happens to the page is written down. */
function prepare(): void {
  const now = performance.now.bind(performance);
  const scope = window as unknown as Scope;
  Object.assign(scope, { slept: 0, heard: [], tracks: [] });
  performance.now = () => now() + scope.slept;
  const media = navigator.mediaDevices;
  const ask = media.getUserMedia.bind(media);
  media.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    scope.tracks.push(...stream.getTracks());
    return stream;
  };
  for (const event of ['freeze', 'resume']) document.addEventListener(event, () => scope.heard.push(event));
}

interface Facts {
  readonly state: string;
  readonly step: number;
  readonly losses: readonly number[];
  readonly notice: string | null;
  readonly error: string | null;
  readonly message: string;
  readonly elsewhere: string | null;
}

const factsOf = ({ page }: Tab): Promise<Facts> =>
  page.evaluate(() => {
    const app = document.querySelector('convscope-app') as unknown as AppElement;
    if (!app.session) throw new Error('no session');
    const { state, progress, history, notice, error } = app.session;
    const notices = app.shadowRoot?.querySelector('cs-notices') as {
      message?: { kind: string } | null;
      elsewhere?: string | null;
    } | null;
    return {
      ...{ state, step: progress.step, losses: [...history.loss], notice: notice?.key ?? null },
      error: error?.message ?? null,
      ...{ message: notices?.message?.kind ?? '', elsewhere: notices?.elsewhere ?? null },
    };
  });

/** Of steps that are read. */
const taken = async (tab: Tab, steps: number): Promise<void> => {
  await expect
    .poll(async () => (await factsOf(tab)).losses.length, { intervals: [50] })
    .toBeGreaterThanOrEqual(steps);
};

const opened = async (tab: Tab): Promise<void> => {
  await tab.page.waitForFunction(
    () =>
      (document.querySelector('convscope-app') as unknown as AppElement | null)?.session?.state === 'idle',
  );
  await part(tab.page, 'probability');
};

const play = (tab: Tab): Promise<void> =>
  tab.page.evaluate(() => (document.querySelector('convscope-app') as unknown as AppElement).session?.play());

const rest = (tab: Tab): Promise<void> =>
  tab.page.evaluate(async () => {
    const app = document.querySelector('convscope-app') as unknown as AppElement & { written: Promise<void> };
    await app.session?.pause();
    await app.written;
  });

/** While it is frozen nothing in it runs, and an hour passes. */
async function sleep(tab: Tab): Promise<void> {
  await tab.freeze();
  await tab.page.evaluate((ms) => ((window as unknown as Scope).slept += ms), HOUR);
}

test.beforeAll(async ({ baseURL }) => {
  tabs = await openTabs(baseURL!);
  first = await tabs.open('./#data=mnist', (page) => page.evaluateOnNewDocument(prepare));
  await opened(first);
});
test.afterAll(async () => {
  await tabs.close();
});

test('frozen while it compiles, trains and is written, for hours: the losses are the same, and nothing is said', async () => {
  const { page } = first;
  await play(first);
  await sleep(first);
  await first.thaw();
  // Hidden, and not frozen: it trains.
  await taken(first, 3);
  for (let times = 0; times < 2; times++) {
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const { session } = document.querySelector('convscope-app') as unknown as AppElement;
          session?.addEventListener('checkpoint', resolve, { once: true });
        }),
    );
    await sleep(first);
    await first.thaw();
    await taken(first, (await factsOf(first)).losses.length + 3);
  }
  expect(await page.evaluate(() => (window as unknown as Scope).heard)).toEqual(
    Array.from({ length: 3 }, () => ['freeze', 'resume']).flat(),
  );
  await first.show();
  await taken(first, (await factsOf(first)).losses.length + 3);
  await rest(first);
  const slept = await factsOf(first);
  expect(slept).toMatchObject({ state: 'idle', notice: null, error: null, message: '', elsewhere: null });
  expect(slept.losses).toHaveLength(slept.step);
  await page.evaluate(() =>
    (document.querySelector('convscope-app') as unknown as AppElement).session?.reset(),
  );
  await play(first);
  await taken(first, slept.step);
  await rest(first);
  const awake = await factsOf(first);
  expect(awake.losses.slice(0, slept.step), 'without any sleep').toEqual(slept.losses);
});

test('the camera is off in a hidden and a frozen tab, and on again when it is seen', async () => {
  const { page } = first;
  const cameras = (): Promise<string[]> =>
    page.evaluate(() => (window as unknown as Scope).tracks.map(({ readyState }) => readyState));
  await (await part(page, 'camera')).click();
  await part(page, 'camera-preview');
  expect(await cameras()).toEqual(['live']);
  await sleep(first);
  expect(await cameras()).toEqual(['ended']);
  await first.thaw();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  expect(await cameras()).toEqual(['ended']);
  await first.show();
  await expect.poll(cameras).toEqual(['ended', 'live']);
  await part(page, 'camera-preview');
  await (await part(page, 'camera')).click();
  await expect.poll(cameras).toEqual(['ended', 'ended']);
});

test('frozen while it keeps the run, and another tab takes over: waking up, it does not write over that one', async () => {
  await play(first);
  await taken(first, (await factsOf(first)).losses.length + 2);
  await first.freeze();
  const other = await tabs.open('./#data=mnist');
  await opened(other);
  await expect.poll(async () => (await factsOf(other)).elsewhere).toBe('open');
  await (await part(other.page, 'kept-takeOver')).click();
  await expect.poll(async () => (await factsOf(other)).elsewhere).toBeNull();
  await other.page.evaluate(() =>
    (document.querySelector('convscope-app') as unknown as AppElement).session?.step(),
  );
  await rest(other);
  const { step, losses } = await factsOf(other);
  await first.thaw();
  await taken(first, (await factsOf(first)).losses.length + 5);
  await expect.poll(async () => (await factsOf(first)).elsewhere).toBe('open');
  await rest(first);
  expect((await factsOf(first)).step).toBeGreaterThan(step + 2);
  await other.page.bringToFront();
  await other.page.reload();
  await opened(other);
  expect(await factsOf(other)).toMatchObject({ step, losses, message: 'back', elsewhere: null });
  expect([...first.complaints, ...other.complaints]).toEqual([]);
});
