// Painting beside a network that is replaced: its buffers may be destroyed before what draws them has heard of it.

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { colourMap } from '../../src/draw/colourMaps';
import { Painter, Surface, type TileGroup } from '../../src/draw/painter';
import { Reader } from '../../src/draw/reader';
import { Screen } from '../../src/draw/screen';
import { mapSlice } from '../../src/draw/slices';
import { Slab } from '../../src/gpu/slab';
import type { TensorView } from '../../src/gpu/tensorView';
import { testDevice } from '../support/device';

let device: GPUDevice;
beforeAll(async () => {
  device = await testDevice();
  vi.spyOn(navigator.gpu, 'getPreferredCanvasFormat').mockReturnValue('rgba8unorm');
});
afterAll(() => {
  vi.restoreAllMocks();
});

/** A canvas with a texture as its picture. */
function canvas(): HTMLCanvasElement {
  const texture = device.createTexture({
    size: [8, 8],
    format: 'rgba8unorm',
    usage: GPUTextureUsage.RENDER_ATTACHMENT,
  });
  const context = { configure: vi.fn(), unconfigure: vi.fn(), getCurrentTexture: () => texture };
  return { width: 8, height: 8, getContext: () => context } as unknown as HTMLCanvasElement;
}

function tensor(label: string): { readonly view: TensorView; destroy(): void } {
  const slab = new Slab(label);
  slab.reserve(64);
  const { buffer } = slab.allocate(device);
  const view = { label, buffer, offsetBytes: 0, shape: [4, 4, 1] };
  return { view, destroy: () => slab.destroy() };
}

const shown = ({ view }: { readonly view: TensorView }): readonly TileGroup[] => [
  {
    tensor: view,
    tiles: [
      {
        ...{ x: 0, y: 0, width: 8, height: 8, domain: [-1, 1] },
        ...{ slice: mapSlice(view, 0), map: colourMap('weight', 'dark') },
      },
    ],
  },
];

/** What the device says against what is done. */
async function complaint(what: () => unknown): Promise<string | null> {
  device.pushErrorScope('validation');
  await what();
  return (await device.popErrorScope())?.message ?? null;
}

describe('a painter', () => {
  it('skips a surface with a destroyed tensor, paints the others, and that one once it has another tensor', async () => {
    const painter = new Painter(device);
    await painter.ready;
    const [before, after, other] = [tensor('conv2/y'), tensor('conv2/y of the next'), tensor('pool1/y')];
    const [replaced, kept] = [new Surface(canvas()), new Surface(canvas())];
    const paint = (): Promise<string | null> => complaint(() => painter.paint([replaced, kept]));
    replaced.set(shown(before));
    kept.set(shown(other));
    expect(await paint()).toBeNull();
    expect([replaced.dirty, kept.dirty]).toEqual([false, false]);

    // An edit: the network goes, and a frame comes before the views of the next one.
    replaced.dirty = kept.dirty = true;
    before.destroy();
    expect(await paint()).toBeNull();
    expect([replaced.dirty, kept.dirty]).toEqual([true, false]);

    replaced.set(shown(after));
    expect(await paint()).toBeNull();
    expect(replaced.dirty).toBe(false);
    painter.destroy();
  });

  it('is right to ask: a destroyed buffer makes the whole submit fail', async () => {
    const { view } = tensor('conv1/sum');
    const painter = new Painter(device);
    await painter.ready;
    const surface = new Surface(canvas());
    surface.set(shown({ view }));
    // Unchanged: no callback.
    view.buffer.destroy();
    expect(await complaint(() => painter.paint([surface]))).toMatch(/destroyed/);
    painter.destroy();
  });
});

describe('a screen', () => {
  it('paints what was computed between two frames, such as for a reading', () => {
    const asked: (() => void)[] = [];
    const clock = { request: (callback: () => void) => asked.push(callback), cancel: () => undefined };
    let computed = 1;
    const screen = new Screen({ device, refresh: () => computed }, clock, (error) =>
      expect.fail(String(error)),
    );
    const changes: boolean[] = [];
    screen.onFrame((changed) => changes.push(changed));
    const frame = (): void => {
      screen.request();
      asked.splice(0).forEach((callback) => callback());
    };
    frame();
    frame();
    computed++;
    frame();
    expect(changes).toEqual([true, false, true]);
    screen.close();
  });
});

describe('a running screen', () => {
  it('uses every frame of the browser, and only frames asked for where the next one shows nothing new', () => {
    const asked: (() => void)[] = [];
    const clock = { request: (callback: () => void) => asked.push(callback), cancel: () => undefined };
    let seen = 0;
    const source = { device, everyFrame: true, refresh: () => ++seen };
    const screen = new Screen(source, clock, (error) => expect.fail(String(error)));
    const frame = (): unknown => asked.splice(0).map((callback) => callback());
    screen.running = true;
    frame();
    frame();
    expect([seen, asked.length]).toEqual([2, 1]);
    source.everyFrame = false;
    frame();
    expect([seen, asked.length]).toEqual([3, 0]);
    screen.request();
    expect(asked).toHaveLength(1);
    screen.close();
  });
});

describe('a reader', () => {
  it('reads nothing of a tensor that is destroyed', async () => {
    const gone = tensor('answer/y');
    gone.destroy();
    const reader = new Reader();
    expect(await complaint(async () => expect(await reader.read(device, gone.view)).toBeNull())).toBeNull();
    reader.close();
  });
});
