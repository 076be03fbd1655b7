// What a visitor does while a network trains, one act after the other, and what the page holds afterwards. For
// scripts/soak.mjs, which repeats them for minutes, and for e2e/page/soak.e2e.ts, which repeats them a few times.

/**
 * @typedef {import('playwright').Page} Page
 * @typedef {import('../src/session/facade').TrainFacade} Session
 * @typedef {Record<string, { buffers: number, bytes: number }>} ByOwner
 * @typedef {{ start: number, duration: number, act: string }} LongTask
 * @typedef {{ owners: ByOwner, buffers: number, bytes: number, created: number }} Gpu
 */

/** Runs in the page before it does: counts buffers and textures of all devices, whoever creates them, and tasks over 50 ms. */
export function observe() {
  const scope = /** @type {any} */ (globalThis);
  const soak = { buffers: 0, bytes: 0, created: 0, act: 'opening', tasks: /** @type {LongTask[]} */ ([]) };
  scope.soak = soak;
  /** @type {WeakMap<object, { alive: Map<object, number> }>} */
  const devices = new WeakMap();
  /** @param {any} device @param {any} created @param {number} bytes */
  const follow = (device, created, bytes) => {
    let known = devices.get(device);
    if (known === undefined) {
      known = { alive: new Map() };
      devices.set(device, known);
      const { alive } = known;
      void device.lost.then(() => {
        for (const bytes of alive.values()) {
          soak.buffers--;
          soak.bytes -= bytes;
        }
        alive.clear();
      });
    }
    // By a token: the map must not keep the buffer itself.
    const token = {};
    const { alive } = known;
    alive.set(token, bytes);
    ends.set(created, () => {
      if (!alive.delete(token)) return;
      soak.buffers--;
      soak.bytes -= bytes;
    });
    soak.created++;
    soak.buffers++;
    soak.bytes += bytes;
  };
  /** @type {WeakMap<object, () => void>} */
  const ends = new WeakMap();
  for (const [name, kind] of [
    ['createBuffer', scope.GPUBuffer],
    ['createTexture', scope.GPUTexture],
  ]) {
    const prototype = scope.GPUDevice?.prototype;
    if (prototype === undefined) return;
    const create = prototype[name];
    prototype[name] = function (/** @type {any} */ descriptor) {
      const created = create.call(this, descriptor);
      follow(this, created, name === 'createBuffer' ? created.size : 4 * created.width * created.height);
      return created;
    };
    const destroy = kind.prototype.destroy;
    kind.prototype.destroy = function () {
      ends.get(this)?.();
      return destroy.call(this);
    };
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      if (entry.duration <= 50) continue;
      soak.tasks.push({ start: entry.startTime, duration: entry.duration, act: soak.act });
    }
  }).observe({ type: 'longtask', buffered: true });
}

/** Runs in the page: the session, once it is there. @returns {Promise<Session>} */
async function sessionIn() {
  for (;;) {
    const app = /** @type {any} */ (document.querySelector('convscope-app'));
    if (app?.session) return app.session;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @param {Page} page */
export async function prepare(page) {
  await page.addInitScript(`(${observe.toString()})(); globalThis.soakSession = ${sessionIn.toString()}`);
}

/** A run that does not end by itself. @param {Page} page */
export async function begin(page) {
  await page.evaluate(async () => {
    /** @type {Session} */
    const session = await /** @type {any} */ (globalThis).soakSession();
    await session.startAfresh(session.network, { epochs: 100_000 });
    session.play();
  });
}

/** @param {Page} page @param {string} view */
async function openView(page, view) {
  await page.evaluate((view) => {
    const entries = new URLSearchParams(location.hash.slice(1));
    if (view === 'stage') entries.delete('view');
    else entries.set('view', view);
    location.hash = String(entries);
  }, view);
  const tag = view === 'stage' ? 'cs-stage' : `cs-${view}`;
  await page.locator(tag).first().waitFor({ state: 'visible' });
}

/** Training goes on. @param {Page} page @param {number} steps */
async function train(page, steps) {
  await page.evaluate(async (steps) => {
    /** @type {Session} */
    const session = await /** @type {any} */ (globalThis).soakSession();
    if (session.state === 'idle') session.play();
    const until = session.progress.step + steps;
    while (session.progress.step < until) {
      if (session.state === 'failed') throw session.error ?? new Error('training failed');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }, steps);
}

/**
 * Each is given the page and for how many steps training goes on within it.
 * @type {Readonly<Record<string, (page: Page, steps: number) => Promise<void>>>}
 */
export const ACTS = {
  stage: train,
  'edit and undo': async (page, steps) => {
    await page.evaluate(async () => {
      /** @type {Session} */
      const session = await /** @type {any} */ (globalThis).soakSession();
      const { network, editing } = session;
      const layers = network.layers.map((layer) =>
        layer.kind === 'conv2d' ? { ...layer, options: { ...layer.options, filters: 8 } } : layer,
      );
      await session.pause();
      await editing.change({ ...network, layers }, { key: 'network', values: {} });
      await session.step();
      await editing.undo();
      await editing.redo();
      await editing.undo();
    });
    await train(page, steps);
  },
  scrub: async (page, steps) => {
    await page.evaluate(async () => {
      /** @type {Session} */
      const session = await /** @type {any} */ (globalThis).soakSession();
      const { travel } = session;
      for (let at = 1; at <= 20; at++) {
        const { moments } = travel;
        await travel.lookAt(moments[Math.floor((at / 21) * moments.length)] ?? 0);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      travel.pin('a', travel.moments[1] ?? 0);
      travel.pin('b', travel.moments.at(-1) ?? 0);
      await travel.showDifference();
      await new Promise((resolve) => requestAnimationFrame(resolve));
      travel.pin('a', null);
      travel.pin('b', null);
      travel.backToNow();
    });
    await train(page, steps);
  },
  twins: async (page, steps) => {
    await openView(page, 'compare');
    await page.evaluate(async () => {
      /** @type {Session} */
      const session = await /** @type {any} */ (globalThis).soakSession();
      const twins = await session.twins.make({ kind: 'poolings' });
      for (let step = 0; step < 3; step++) await twins.takeStep();
    });
    await openView(page, 'stage');
    await train(page, steps);
  },
  camera: async (page, steps) => {
    const camera = page.getByTestId('camera');
    await camera.click();
    await page.getByTestId('live-speed').waitFor();
    await train(page, steps);
    await camera.click();
    await page.getByTestId('camera-preview').waitFor({ state: 'detached' });
  },
  distributions: async (page, steps) => {
    await page.getByTestId('open-distributions').click();
    await page.getByTestId('distributions').getByRole('row').first().waitFor();
    await train(page, steps);
    await page.keyboard.press('Escape');
    await page.getByTestId('distributions').waitFor({ state: 'detached' });
  },
  ...Object.fromEntries(
    ['lab', 'gallery', 'data', 'notebook', 'confusion'].map((view) => [
      `view ${view}`,
      async (/** @type {Page} */ page, /** @type {number} */ steps) => {
        await openView(page, view);
        await train(page, steps);
        await openView(page, 'stage');
        await train(page, steps);
      },
    ]),
  ),
};

/** @param {Page} page @param {string} act */
export async function say(page, act) {
  await page.evaluate((act) => {
    /** @type {any} */ (globalThis).soak.act = act;
  }, act);
}

/** What the GPU has, by the page's own count and by that of `observe`. @param {Page} page @returns {Promise<Gpu>} */
export async function gpuOf(page) {
  return page.evaluate(() => {
    const { soak } = /** @type {any} */ (globalThis);
    const owners = /** @type {any} */ (document.querySelector('convscope-app')).buffers();
    return { owners, buffers: soak.buffers, bytes: soak.bytes, created: soak.created };
  });
}
