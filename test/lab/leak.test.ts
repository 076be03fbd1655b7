// Why recordings stay together: here nothing tells the classes apart but the recordings themselves, each with a colour of its
// own. Held out frame by frame a network looks as if it had learned something; held out by recording it is a coin.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_CLASSES } from '../../src/lab/library';
import type { LabPicture } from '../../src/lab/picture';
import type { PixelSource } from '../../src/lab/pixels';
import { FIRST_SETTINGS } from '../../src/lab/recipe';
import { reportOf } from '../../src/lab/report';
import type { SplitBy } from '../../src/lab/split';
import { train } from '../../src/lab/train';
import { testDevice } from '../support/device';
import { testStage, type TestStage } from '../support/stage';

let stage: TestStage;
beforeAll(async () => void (stage = testStage(await testDevice())));
afterAll(() => stage.close());

const SIZE = 16;
const RECORDINGS = 8;
const FRAMES = 8;
const classes = DEFAULT_CLASSES.slice(0, 2);

/** Any number from 0 to 1, the same each time. */
const drawn = (n: number): number => Math.abs(Math.sin(n * 12.9898) * 43758.5453) % 1;

const pictures = classes.flatMap(({ id }, label) =>
  Array.from({ length: RECORDINGS * FRAMES }, (_, at): LabPicture => ({
    ...{ id: String((label * RECORDINGS + Math.floor(at / FRAMES)) * FRAMES + (at % FRAMES)), classId: id },
    ...{ recording: `r${Math.floor(at / FRAMES)}`, name: 'p', type: 'image/png', bytes: new ArrayBuffer(0) },
  })),
);

/** The colour of its recording, with a little noise. */
function paint(number: number): number[] {
  const recording = Math.floor(number / FRAMES);
  return Array.from({ length: SIZE * SIZE * 3 }, (_, i) =>
    Math.round(240 * drawn(recording * 3 + (i % 3) + 1) + 14 * drawn(number * 7919 + i)),
  );
}
const pixels: PixelSource = {
  size: SIZE,
  of: (_, wanted) => Promise.resolve(Uint8Array.from(wanted.flatMap(({ id }) => paint(Number(id))))),
};

async function accuracy(splitBy: SplitBy): Promise<number> {
  const trained = await train(
    stage,
    { way: 'own', classes, settings: { ...FIRST_SETTINGS, augment: false, epochs: 30, splitBy } },
    { classes, of: (id) => pictures.filter(({ classId }) => classId === id) },
    pixels,
    { load: () => Promise.reject(new Error('not needed')), features: { layers: [], size: SIZE } },
    {
      ...{ onProgress: () => undefined, onHistory: () => undefined, onAugmented: () => undefined },
      signal: new AbortController().signal,
    },
  );
  return reportOf(trained.held).confusion.accuracy;
}

it('the difference between the two splits is what a network knows by heart', async () => {
  const [frame, recording] = [await accuracy('frame'), await accuracy('recording')];
  expect(frame).toBeGreaterThan(0.9);
  expect(recording).toBeLessThan(0.75);
});
