// What lessons ask the engine. All numbers are those of the network and the picture on the stage.

import type { CellExplanation, LayerView, TrainFacade } from '../session/facade';
import type { LessonStage, Numbers } from './lesson';

/** @throws Error if the network has no such layer: a mistake of the lesson */
export function layerOf({ session }: LessonStage, name: string): LayerView {
  const layer = session.layers.find((one) => one.name === name);
  if (!layer) throw new Error(`the network of the lesson has no layer '${name}'`);
  return layer;
}

/** [height, width, channels] of a map, or [units]. */
export const shapeOf = (stage: LessonStage, name: string): readonly number[] =>
  name === 'input' ? stage.session.input.shape : layerOf(stage, name).outputShape;

/** How the number of a cell came about. */
export const cellOf = (
  { session }: LessonStage,
  layer: string,
  index: readonly number[],
): Promise<CellExplanation> => session.explain(layer, index);

/** The side of the part of the picture that a cell sees, through all layers before it. */
export function fieldOf({ session }: LessonStage, layer: string, index: readonly number[]): number {
  const [window] = session.trace('back', layer, index).at(-1)?.windows ?? [];
  return window ? window.right - window.left : 0;
}

/** The part of its input that a cell reads, without what lies beyond the border. */
export function windowOf({ session }: LessonStage, layer: string, index: readonly number[]) {
  return session.windows(layer).window(index) ?? { top: 0, left: 0, bottom: 0, right: 0 };
}

/** An option of two equal numbers, such as `strides`. */
export function optionOf(stage: LessonStage, layer: string, option: string): number {
  const value = layerOf(stage, layer).options[option];
  return Array.isArray(value) && value.every((side) => side === value[0]) ? Number(value[0]) : NaN;
}

/** A pixel of the picture, 0…1. */
export function pixelOf({ session, picture }: LessonStage, row: number, column: number, channel = 0): number {
  const [, width = 1, channels = 1] = session.input.shape;
  return picture?.[(row * width + column) * channels + channel] ?? 0;
}

/** The first channel of the picture, in rows; smaller by averaging over blocks. */
export function pictureRows(stage: LessonStage, block = 1): readonly (readonly number[])[] {
  const [height = 1, width = 1] = stage.session.input.shape;
  const mean = (top: number, left: number): number => {
    let sum = 0;
    for (let row = top; row < top + block; row += 1)
      for (let column = left; column < left + block; column += 1) sum += pixelOf(stage, row, column);
    return sum / block ** 2;
  };
  return Array.from({ length: Math.floor(height / block) }, (_, row) =>
    Array.from({ length: Math.floor(width / block) }, (_, column) => mean(row * block, column * block)),
  );
}

/** The pixels around a place; what lies beyond the border is 0. */
export function patchOf(
  stage: LessonStage,
  row: number,
  column: number,
  size: number,
): readonly (readonly number[])[] {
  const [height = 1, width = 1] = stage.session.input.shape;
  const inside = (at: number, length: number): boolean => at >= 0 && at < length;
  return Array.from({ length: size }, (_, down) =>
    Array.from({ length: size }, (_, across) => {
      const [y, x] = [row - (size >> 1) + down, column - (size >> 1) + across];
      return inside(y, height) && inside(x, width) ? pixelOf(stage, y, x) : 0;
    }),
  );
}

/** The run has come to its end, and what it came to has been read. */
export const hasPlayed = ({ session: { hasEnded, state, history, progress } }: LessonStage): boolean =>
  hasEnded && state === 'idle' && history.step.at(-1) === progress.step;

/** The pixels of one window of `pool_size` 2, row by row. */
export const poolWindowOf = (
  stage: LessonStage,
  row: number,
  column: number,
): readonly (readonly number[])[] =>
  [0, 1].map((down) => [0, 1].map((across) => pixelOf(stage, 2 * row + down, 2 * column + across)));

/** Cells of the picture under both poolings, with windows of 2×2. */
export async function poolingsOf(
  { session }: LessonStage,
  cells: readonly (readonly [row: number, column: number])[],
): Promise<readonly { readonly max: number; readonly average: number }[]> {
  const settings = { poolSize: 2, strides: 2, padding: 'valid' } as const;
  const poolings = await session.tools.poolings(session.input.shape, settings);
  try {
    poolings.pool(session.input);
    return await Promise.all(
      cells.map(async ([row, column]) => {
        const [max, average] = await Promise.all([
          poolings.explain('max', [row, column, 0]),
          poolings.explain('average', [row, column, 0]),
        ]);
        return { max: max.value, average: average.value };
      }),
    );
  } finally {
    poolings.destroy();
  }
}

const KNOWN = new WeakMap<TrainFacade, Map<string, Promise<unknown>>>();

/** What takes long is computed once for a session and a name. */
export function once<T>(session: TrainFacade, name: string, compute: () => Promise<T>): Promise<T> {
  const known = KNOWN.get(session) ?? new Map<string, Promise<unknown>>();
  KNOWN.set(session, known);
  const found = known.get(name) as Promise<T> | undefined;
  if (found) return found;
  const made = compute();
  known.set(name, made);
  made.catch(() => known.delete(name));
  return made;
}

/**
 * The accuracy of the network on the test set, with all pictures moved by so many pixels: the mean of left, right, up and
 * down.
 */
export function accuraciesMoved(
  { session }: LessonStage,
  pixels: readonly number[],
): Promise<readonly number[]> {
  const name = JSON.stringify(['moved', session.network, session.settings, session.progress.step, pixels]);
  return once(session, name, async () => {
    const tool = await session.tools.shiftAccuracy();
    const moves = pixels.flatMap((by) =>
      by === 0
        ? [{ dx: 0, dy: 0 }]
        : [
            { dx: by, dy: 0 },
            { dx: -by, dy: 0 },
            { dx: 0, dy: by },
            { dx: 0, dy: -by },
          ],
    );
    const found = new Map<number, number[]>();
    await tool.measure({
      moves,
      samples: tool.samples,
      onResult: ({ dx, dy }, accuracy) => {
        const by = Math.abs(dx + dy);
        found.set(by, [...(found.get(by) ?? []), accuracy]);
      },
      wanted: () => true,
    });
    return pixels.map((by) => {
      const accuracies = found.get(by) ?? [];
      return accuracies.reduce((sum, one) => sum + one, 0) / accuracies.length;
    });
  });
}

/** A share as a whole number of hundredths. */
export const percent = (share: number): number => Math.round(100 * share);

/** A number of an earlier moment. @throws Error if there is none of that name: a mistake of the lesson */
export function numberOf(numbers: Numbers, name: string): number {
  const value = numbers[name];
  if (typeof value !== 'number') throw new Error(`the step has no number '${name}'`);
  return value;
}

/** The next number of a sequence that begins with a seed, 0…n−1: what recalled questions are made of. */
export function drawn(seed: number, n: number): number {
  // Knuth's multiplicative hash: neighbouring seeds differ.
  return Math.floor(((Math.imul(seed + 1, 2654435761) >>> 0) / 2 ** 32) * n);
}
