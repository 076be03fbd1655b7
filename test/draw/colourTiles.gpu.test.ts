// A colour picture and the kernel that reads it, drawn on the GPU, have the colours of the reference `rgbOf`.

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { HATCH, rgbOf, type Domain } from '../../src/draw/colourMaps';
import { Painter, Surface, type Tile } from '../../src/draw/painter';
import { colourKernelTile, pictureTile } from '../../src/draw/stageTiles';
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

/** A row of 256 bytes. */
const SIDE = 64;

function tensorOf(shape: readonly number[], values: Float32Array<ArrayBuffer>): TensorView {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
  const buffer = device.createBuffer({ size: values.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, values);
  return { label: 'drawn', buffer, offsetBytes: 0, shape };
}

/** The colours of the middle of each cell of one tile that fills the canvas, row by row. */
async function drawn(
  tensor: TensorView,
  look: Omit<Tile, 'x' | 'y' | 'width' | 'height'>,
): Promise<readonly (readonly number[])[]> {
  const texture = device.createTexture({
    size: [SIDE, SIDE],
    format: 'rgba8unorm',
    usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC,
  });
  const context = { configure: vi.fn(), unconfigure: vi.fn(), getCurrentTexture: () => texture };
  const canvas = { width: SIDE, height: SIDE, getContext: () => context } as unknown as HTMLCanvasElement;
  const painter = new Painter(device);
  await painter.ready;
  const surface = new Surface(canvas);
  surface.set([{ tensor, tiles: [{ x: 0, y: 0, width: SIDE, height: SIDE, ...look }] }]);
  painter.paint([surface]);
  const read = device.createBuffer({
    size: SIDE * SIDE * 4,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer: read, bytesPerRow: SIDE * 4 }, [SIDE, SIDE]);
  device.queue.submit([encoder.finish()]);
  await read.mapAsync(GPUMapMode.READ);
  const pixels = new Uint8Array(read.getMappedRange().slice(0));
  painter.destroy();
  const { rows, columns } = look.slice;
  return Array.from({ length: rows * columns }, (_, cell) => {
    const y = Math.floor((Math.floor(cell / columns) + 0.5) * (SIDE / rows));
    const x = Math.floor(((cell % columns) + 0.5) * (SIDE / columns));
    return [...pixels.subarray((y * SIDE + x) * 4, (y * SIDE + x) * 4 + 3)];
  });
}

function expectColours(found: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((colour, cell) =>
    colour.forEach((part, channel) =>
      expect(
        Math.abs(part - (wanted[cell]?.[channel] ?? NaN)),
        `cell ${cell}, channel ${channel}`,
      ).toBeLessThanOrEqual(1),
    ),
  );
}

const numbers = (count: number, low: number, high: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: count }, (_, at) => low + ((high - low) * ((at * 37) % 101)) / 100);

it('draws a picture of three channels in its colours, and a pixel that is not finite hatched', async () => {
  const values = numbers(4 * 2 * 3, 0, 1);
  // Green of the last pixel: its red alone would be a colour.
  values[4 * 2 * 3 - 2] = NaN;
  const look = pictureTile(tensorOf([4, 2, 3], values), 'light');
  const found = await drawn(tensorOf([4, 2, 3], values), look);
  const wanted = Array.from({ length: 7 }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = values.subarray(3 * at, 3 * at + 3);
    return rgbOf(look.map, [red, green, blue], [0, 1]);
  });
  expectColours(found.slice(0, 7), wanted);
  expect(HATCH.light.map(String)).toContain(String(found[7]));
});

it('draws a picture of one channel in grey', async () => {
  const values = numbers(4 * 4, 0, 1);
  const tensor = tensorOf([4, 4, 1], values);
  const grey = (value: number): number[] => Array<number>(3).fill(Math.round(255 * value));
  expectColours(await drawn(tensor, pictureTile(tensor, 'dark')), Array.from(values, grey));
});

it('draws the slices of one filter as a colour, 0 as mid grey, whatever the other filters hold', async () => {
  const [rows, columns, filters, filter] = [4, 4, 5, 3];
  const domain: Domain = [-0.5, 0.5];
  const values = numbers(rows * columns * 3 * filters, -0.7, 0.7);
  const of = (cell: number, channel: number): number => (cell * 3 + channel) * filters + filter;
  for (let channel = 0; channel < 3; channel++) values[of(0, channel)] = 0;
  const tensor = tensorOf([rows, columns, 3, filters], values);
  const look = colourKernelTile(tensor, filter, domain, 'light');
  const wanted = Array.from({ length: rows * columns }, (_, cell) =>
    [0, 1, 2].map((channel) => {
      const value = values[of(cell, channel)] ?? NaN;
      return Math.round(255 * Math.min(1, Math.max(0, 0.5 + value)));
    }),
  );
  const found = await drawn(tensor, look);
  expectColours(found, wanted);
  expect(found[0]?.every((part) => Math.abs(part - 128) <= 1)).toBe(true);
});
