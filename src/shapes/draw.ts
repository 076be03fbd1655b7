// Shapes as a data set: drawn on the GPU and read back.
//
// Picture i shows class i mod C, so any beginning of the set has the classes in equal numbers; as picture ⌊i / C⌋ of that
// class it is the same in every set of that seed, format and device.

import { EventLoopYielder } from '../gpu/eventLoopYielder';
import { readBytes } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan } from '../graph/plan';
import { targetOf } from '../kernels/target';
import { reserveShards, type FeatureShard } from '../data/deviceDataset';
import type { ImageDataset } from '../data/imageDataset';
import { arrangeShape, COLOUR, GREY, type PictureFormat, type ShapeArrangement } from './arrange';
import { drawKernel, encodeShapes, SHAPE_WORDS } from './kernel';
import { SHAPE_NAMES, shapeNames, type ShapeName } from './shapeNames';

export interface ShapeOptions {
  /** True: 32 × 32 × 3, ink and paper in random colours. False: 28 × 28 × 1. */
  readonly colour: boolean;
  readonly perClass: number;
  readonly seed: number;
  /** Number of the first picture of each class; 0. Training and test pictures of one seed should not overlap. */
  readonly first?: number;
  /** Default: all. */
  readonly classes?: readonly string[];
}

/** @throws RangeError for options out of range; DeviceLimitError */
export async function drawShapes(device: GPUDevice, options: ShapeOptions): Promise<ImageDataset> {
  const drawn = blankShapes(options);
  const { colour, seed, first = 0 } = options;
  const { classNames, images } = drawn;
  const format = colour ? COLOUR : GREY;
  const bytes = images.length / drawn.count;
  const arrange = (i: number): ShapeArrangement => {
    const number = first + Math.floor(i / classNames.length);
    return arrangeShape(classNames[i % classNames.length] ?? 'circle', seed, number, format);
  };
  const shards = reserveShards(device, 'shapes: pictures', drawn.count, bytes);
  try {
    for (const shard of shards) {
      await draw(device, format, shard, arrange);
      const read = await readBytes(device, shard.slab.buffer, 0, shard.count * bytes);
      images.set(new Uint8Array(read), shard.first * bytes);
    }
  } finally {
    for (const { slab } of shards) slab.destroy();
  }
  return drawn;
}

/** Shapes that are not drawn yet: their labels, and bytes that are 0. @throws RangeError for options out of range */
export function blankShapes(
  options: ShapeOptions,
): ImageDataset & { readonly classNames: readonly ShapeName[] } {
  checkNumbers(options);
  const { colour, perClass, classes = SHAPE_NAMES } = options;
  const classNames = shapeNames(classes);
  const { size, channels } = colour ? COLOUR : GREY;
  const count = classNames.length * perClass;
  return {
    name: colour ? 'shapes-colour' : 'shapes',
    images: new Uint8Array(count * size * size * channels),
    labels: Uint8Array.from({ length: count }, (_, i) => i % classNames.length),
    count,
    height: size,
    width: size,
    channels,
    classNames,
  };
}

async function draw(
  device: GPUDevice,
  format: PictureFormat,
  { first, count, features: pictures }: FeatureShard,
  arrange: (i: number) => ShapeArrangement,
): Promise<void> {
  const slab = new Slab('arrangements');
  const arrangements = reserveTensor('arrangements', [count, SHAPE_WORDS], slab, 'u32');
  try {
    slab.allocate(device);
    const graph = new Graph('shapes', targetOf(device));
    const params = { pictures: count, ...format };
    graph.dispatch(drawKernel, 'shapes/draw', params, { shapes: arrangements, pictures });
    const compiling = compilePlan(device, graph);
    compiling.catch(() => undefined); // thrown below
    // Meanwhile the shapes are arranged, in pieces, between which a page starts what it waits for besides.
    const yielder = new EventLoopYielder();
    const arranged: ShapeArrangement[] = [];
    for (let i = 0; i < count; i++) {
      arranged.push(arrange(first + i));
      await yielder.yieldToEventLoop();
    }
    const plan = await compiling;
    device.queue.writeBuffer(slab.buffer, 0, encodeShapes(arranged));
    plan.run();
  } finally {
    slab.destroy();
  }
}

function checkNumbers(options: ShapeOptions): void {
  const check = (what: string, value: number, low: number, high: number): void => {
    if (!Number.isInteger(value) || value < low || value > high)
      throw new RangeError(
        `shapes: ${what} must be a whole number from ${low} to ${high}. Received ${value}`,
      );
  };
  check('pictures per class', options.perClass, 1, 100_000);
  check('seed', options.seed, 0, 0xffffffff);
}
