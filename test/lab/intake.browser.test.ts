// Files into pictures: what a browser can read comes in, small and square; what it cannot is told, and harms nothing.

import { beforeAll, describe, expect, it } from 'vitest';
import { Slab } from '../../src/gpu/slab';
import { reserveTensor } from '../../src/graph/graph';
import { readFloats } from '../../src/gpu/readback';
import { writeZip } from '../../src/archives/zip';
import { viewInSlab } from '../../src/graph/plan';
import { BACKGROUNDS, FrameInput, type FrameView } from '../../src/lab/frameInput';
import { STORED_SIDE, storedForm, takeFiles, type Incoming } from '../../src/lab/intake';
import { Library } from '../../src/lab/library';
import type { LabPicture, NewPicture } from '../../src/lab/picture';
import { Pixels } from '../../src/lab/pixels';
import type { LabProblem } from '../../src/lab/problem';
import { BrowserLabStorage } from '../../src/lab/storage';
import type { Prediction, Trained } from '../../src/lab/trained';
import { cropMean } from '../../src/reference/cropMean';
import { RunHistory } from '../../src/train/history';
import { testDevice } from '../support/device';

/** Two frames of 8 × 8: red, then blue. */
const ANIMATED =
  'R0lGODlhCAAIAIAAAExpcf8AACH/C05FVFNDQVBFMi4wAwEAAAAh+QQFCgAAACwAAAAACAAIAAACB4yPqcvtXQAAIfkEBQoAAAAsAAAAAAgACACATGlxAAD/AgeMj6nL7V0AADs=';
const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
const ascii = (text: string): Blob => new Blob([Uint8Array.from(text, (letter) => letter.charCodeAt(0))]);

async function painted(
  width: number,
  height: number,
  type = 'image/png',
  paint: (context: OffscreenCanvasRenderingContext2D) => void = (context) => {
    context.fillStyle = '#c84';
    context.fillRect(0, 0, width, height);
  },
): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  paint(canvas.getContext('2d')!);
  return canvas.convertToBlob({ type });
}

/** A pixel of an encoded picture, in its middle. */
async function middle(blob: Blob): Promise<{ size: number[]; colour: number[] }> {
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const data = context.getImageData(bitmap.width >> 1, bitmap.height >> 1, 1, 1).data;
  return { size: [bitmap.width, bitmap.height], colour: [...data].slice(0, 3) };
}

const refusal = (blob: Blob): Promise<unknown> =>
  storedForm(blob, 'x').then(
    () => 'taken',
    (error: unknown) => (error as LabProblem).facts.code,
  );

describe('one file', () => {
  it('small JPEG, PNG and WebP are kept byte by byte', async () => {
    for (const type of ['image/jpeg', 'image/png', 'image/webp']) {
      const blob = await painted(60, 40, type);
      const stored = await storedForm(blob, 'x');
      expect(stored.type).toBe(type);
      expect(new Uint8Array(stored.bytes)).toEqual(new Uint8Array(await blob.arrayBuffer()));
    }
  });

  it('a large one becomes the JPEG of its central square', async () => {
    const blob = await painted(1200, 600, 'image/png', (context) => {
      context.fillStyle = '#00f';
      context.fillRect(0, 0, 1200, 600);
      context.fillStyle = '#0c0';
      context.fillRect(400, 0, 400, 600);
    });
    const { type, bytes } = await storedForm(blob, 'x');
    const { size, colour } = await middle(new Blob([bytes], { type }));
    expect(size).toEqual([STORED_SIDE, STORED_SIDE]);
    expect(colour[1]).toBeGreaterThan(190);
    expect(colour[2]).toBeLessThan(20);
  });

  it('a picture of 25 megapixels is decoded at a smaller size', async () => {
    const { type, bytes } = await storedForm(await painted(5000, 5000, 'image/jpeg'), 'x');
    expect((await middle(new Blob([bytes], { type }))).size).toEqual([STORED_SIDE, STORED_SIDE]);
  });

  it('of an animated GIF the first frame is taken', async () => {
    const { type, bytes } = await storedForm(new Blob([bytesOf(ANIMATED)]), 'x');
    const [red = 0, , blue = 0] = (await middle(new Blob([bytes], { type }))).colour;
    expect(red).toBeGreaterThan(230);
    expect(blue).toBeLessThan(20);
  });

  it('what cannot be read says why', async () => {
    expect(await refusal(new Blob([]))).toBe('empty');
    expect(await refusal(ascii('just text'))).toBe('notPicture');
    expect(await refusal(ascii('\0\0\0\x18ftypheic\0\0\0\0mif1heic'))).toBe('heic');
    const png = await (await painted(40, 40)).arrayBuffer();
    expect(await refusal(new Blob([png.slice(0, 60)]))).toBe('broken');
    const huge = new DataView(png.slice(0));
    huge.setUint32(16, 60_000);
    huge.setUint32(20, 60_000);
    expect(await refusal(new Blob([huge.buffer]))).toBe('tooLarge');
  });
});

it('a zip of folders comes in with its classes; broken files beside it keep nothing out', async () => {
  const library = await Library.open(new BrowserLabStorage(`test ${crypto.randomUUID()}`));
  const png = new Uint8Array(await (await painted(30, 30)).arrayBuffer());
  const zip = writeZip(
    new Map<string, Uint8Array | string>([
      ['fruit/Training/apple/r_1_100.png', png],
      ['fruit/Test/apple/7_100.png', png],
      ['fruit/Training/Dragon fruit/a_1.png', png],
      ['fruit/Training/Dragon fruit/.DS_Store', 'x'],
      ['fruit/README.txt', 'not a picture'],
    ]),
  );
  const files: Incoming[] = [
    { path: 'my.zip', blob: new Blob([zip]) },
    { path: 'cut.zip', blob: new Blob([zip.slice(0, 100)]) },
    { path: 'loose.png', blob: new Blob([png]) },
    { path: 'gone.png', blob: new Blob([]) },
  ];
  const taken = await takeFiles(files, library, { into: null, fallback: 'banana' });
  expect(taken.problems.map((facts) => `${facts.code} ${'name' in facts ? facts.name : ''}`)).toEqual([
    'archive cut.zip',
    'notPicture README.txt',
    'empty gone.png',
  ]);
  library.add(taken.pictures, taken.classes);
  await library.written();
  expect(library.problem).toBeNull();
  expect(
    library.classes
      .filter(({ id }) => library.of(id).length > 0)
      .map(({ id }) => [id, library.of(id).length]),
  ).toEqual([
    ['apple', 2],
    ['banana', 1],
    ['dragon fruit', 1],
  ]);
  const [one, other] = library.of('apple');
  expect(one!.recording).not.toBe(other!.recording);
});

it('IndexedDB keeps pictures and classes over a reload', async () => {
  const name = `test ${crypto.randomUUID()}`;
  const library = await Library.open(new BrowserLabStorage(name));
  const stored = await storedForm(await painted(20, 20), 'p');
  library.add([{ ...stored, classId: 'kiwi', recording: 'r', name: 'p.png' }]);
  library.rename('kiwi', 'Hayward');
  await library.written();
  const again = await Library.open(new BrowserLabStorage(name));
  expect(again.classes.find(({ id }) => id === 'kiwi')?.name).toBe('Hayward');
  expect(new Uint8Array(again.of('kiwi')[0]!.bytes)).toEqual(new Uint8Array(stored.bytes));
});

it('pictures come back in the order in which they came in, and one that is put back too', async () => {
  const name = `test ${crypto.randomUUID()}`;
  const library = await Library.open(new BrowserLabStorage(name));
  const one = (at: number): NewPicture => ({
    ...{ classId: 'kiwi', recording: 'r', name: `${at}`, type: 'image/png' },
    bytes: new ArrayBuffer(8),
  });
  for (const first of [0, 60]) library.add(Array.from({ length: 60 }, (_, at) => one(first + at)));
  library.remove([library.of('kiwi')[3]!.id]);
  library.undo();
  await library.written();
  const again = await Library.open(new BrowserLabStorage(name));
  expect(again.of('kiwi').map((picture) => Number(picture.name))).toEqual([...Array(120).keys()]);
});

it('a change is kept whole or not at all', async () => {
  const storage = new BrowserLabStorage(`test ${crypto.randomUUID()}`);
  const picture = (id: string, bytes: ArrayBuffer): LabPicture => ({
    ...{ id, classId: 'kiwi', recording: 'r', name: id, type: 'image/png', bytes },
  });
  await storage.write({ put: [picture('first', new ArrayBuffer(4))], gone: [] });
  const many = Array.from({ length: 40 }, (_, at) => picture(`many ${at}`, new ArrayBuffer(4)));
  // What cannot be copied: the bytes of a picture that was given away.
  const given = new ArrayBuffer(4);
  structuredClone(given, { transfer: [given] });
  await expect(storage.write({ put: [...many, picture('given', given)], gone: ['first'] })).rejects.toThrow();
  expect((await storage.load())?.pictures.map(({ id }) => id)).toEqual(['first']);
});

it('a network is kept with the pictures that were held out, however many', async () => {
  const storage = new BrowserLabStorage(`test ${crypto.randomUUID()}`);
  const held = (count: number): Prediction => ({
    images: {
      ...{ name: 'held', images: Uint8Array.from({ length: count * 192 }, (_, i) => (i * 31) % 251), count },
      ...{ labels: new Uint8Array(count), height: 8, width: 8, channels: 3, classNames: ['a', 'b'] },
    },
    ids: Array.from({ length: count }, () => null),
    probabilities: new Float32Array(2 * count).fill(0.5),
  });
  const trained: Trained = {
    ...{
      way: 'rendered',
      splitBy: 'recording',
      classes: [],
      size: 8,
      pictures: 4,
      seconds: 1,
      oneRecording: [],
    },
    network: { name: 'n', input: [8, 8, 3], layers: [] },
    weights: new Map([['a/weight', Float32Array.of(1, 2)]]),
    history: new RunHistory().save(),
    ...{ held: held(12_000), own: held(5) },
  };
  await storage.keepTrained({ ...trained, held: held(20_000) });
  await storage.keepTrained(trained);
  await storage.keepTrained({ ...trained, way: 'own', own: null });
  const [own, rendered] = await storage.loadTrained();
  expect(rendered).toEqual(expect.objectContaining({ way: 'rendered', weights: trained.weights }));
  for (const [kept, wanted] of [
    [rendered!.held, trained.held],
    [rendered!.own!, trained.own!],
    [own!.held, trained.held],
  ] as const) {
    expect(kept.images.count).toBe(wanted.images.count);
    expect(indexedDB.cmp(kept.images.images, wanted.images.images)).toBe(0);
  }
  expect(own!.own).toBeNull();
});

describe('on the GPU', () => {
  let device: GPUDevice;
  beforeAll(async () => void (device = await testDevice()));

  /** Something of every colour, so that no place looks like another. */
  const noisy = (width: number, height: number): ImageData => {
    const data = new ImageData(width, height);
    for (let i = 0; i < width * height * 4; i++)
      data.data[i] = i % 4 === 3 ? 255 : (i * 7919 + (i >> 4) * 31) % 256;
    return data;
  };

  async function seen(data: ImageData, size: number, view: FrameView = {}): Promise<Float32Array> {
    const slab = new Slab('test');
    const target = reserveTensor('x', [size, size, 3], slab);
    slab.allocate(device);
    const input = await FrameInput.create(device, viewInSlab(target));
    const image = await createImageBitmap(data);
    input.write({ image, width: data.width, height: data.height }, view);
    const values = await readFloats(device, viewInSlab(target));
    input.destroy();
    slab.destroy();
    return values;
  }

  it.each([
    [64, 64, 16],
    [100, 61, 16],
    [37, 90, 24],
    [9, 9, 16],
  ])('%i × %i → %i is the mean over what each pixel covers', async (width, height, size) => {
    const data = noisy(width, height);
    const wanted = cropMean(data.data, width, height, size);
    const got = await seen(data, size);
    const off = Math.max(...got.map((value, i) => Math.abs(value - (wanted[i] ?? NaN))));
    // A mean between two steps may be rounded either way.
    expect(off).toBeLessThanOrEqual(1 / 255 + 1e-6);
    expect(got.filter((value, i) => Math.abs(value - (wanted[i] ?? NaN)) > 1e-6).length).toBeLessThan(
      got.length / 50,
    );
  });

  it('one channel is as bright as the picture to the eye, and may be inverted', async () => {
    // Twice as large as the target in both directions: four texels a pixel.
    const data = noisy(32, 16);
    const slab = new Slab('test');
    const target = reserveTensor('x', [8, 16, 1], slab);
    slab.allocate(device);
    const input = await FrameInput.create(device, viewInSlab(target));
    const image = await createImageBitmap(data);
    for (const invert of [false, true]) {
      input.write({ image, width: 32, height: 16 }, { invert });
      const got = await readFloats(device, viewInSlab(target));
      for (let row = 0; row < 8; row++)
        for (let column = 0; column < 16; column++) {
          const texels = [0, 1, 32, 33].map((step) => 4 * (64 * row + 2 * column + step));
          const mean = (channel: number): number =>
            texels.reduce((sum, at) => sum + data.data[at + channel]!, 0) / 4 / 255;
          const bright = 0.299 * mean(0) + 0.587 * mean(1) + 0.114 * mean(2);
          expect(Math.abs(got[16 * row + column]! - (invert ? 1 - bright : bright))).toBeLessThan(0.51 / 255);
        }
    }
    input.destroy();
    slab.destroy();
  });

  it('a cover and another background change what they cover, and nothing else', async () => {
    const data = noisy(64, 64);
    const plain = await seen(data, 16);
    const cover = { left: 0.25, top: 0.5, side: 0.25 };
    const covered = await seen(data, 16, { cover });
    const behind = await seen(data, 16, { background: 'white', radius: 0.3 });
    for (let row = 0; row < 16; row++)
      for (let column = 0; column < 16; column++) {
        const at = (row * 16 + column) * 3;
        const under = column >= 4 && column < 8 && row >= 8 && row < 12;
        expect(covered[at]).toBeCloseTo(under ? 128 / 255 : plain[at]!, 5);
        const outside = Math.hypot((column + 0.5) / 16 - 0.5, (row + 0.5) / 16 - 0.5) > 0.3;
        expect(behind[at]).toBeCloseTo(outside ? 1 : plain[at]!, 5);
      }
    const scenes = await Promise.all(
      BACKGROUNDS.map((background) => seen(data, 16, { background, radius: 0.3 })),
    );
    expect(new Set(scenes.map(String)).size).toBe(BACKGROUNDS.length);
  });

  it('stored pictures become the same bytes, each in its place, and are remembered', async () => {
    const pictures: LabPicture[] = [];
    for (let at = 0; at < 19; at++) {
      const blob = await painted(20 + at, 20, 'image/png', (context) => {
        context.fillStyle = `rgb(${at * 10} 90 200)`;
        context.fillRect(0, 0, 60, 20);
      });
      pictures.push({
        ...(await storedForm(blob, 'p')),
        id: String(at),
        classId: 'a',
        recording: 'r',
        name: 'p',
      });
    }
    const pixels = new Pixels(16);
    const counts: number[] = [];
    const all = await pixels.of(device, pictures, { onProgress: (done) => counts.push(done) });
    for (let at = 0; at < 19; at++)
      expect([...all.subarray(at * 768 + 300, at * 768 + 303)]).toEqual([at * 10, 90, 200]);
    expect(counts).toEqual([16, 19]);
    const some = await pixels.of(device, [pictures[3]!, pictures[1]!], { onProgress: () => counts.push(-1) });
    expect([some[0], some[768]]).toEqual([30, 10]);
    expect(counts).toHaveLength(2);
  });

  it('a picture with damaged bytes is named', async () => {
    const damaged: LabPicture = {
      ...{ id: 'x', classId: 'a', recording: 'r', name: 'cat.png', type: 'image/png' },
      bytes: new ArrayBuffer(9),
    };
    await expect(new Pixels(16).of(device, [damaged])).rejects.toMatchObject({
      facts: { code: 'broken', name: 'cat.png' },
    });
  });
});
