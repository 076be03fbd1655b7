// Shapes as a data set: drawn on the GPU straight into the bytes that training gathers its batches from.
//
// Picture i shows class i mod C, so any beginning of the set has the classes in equal numbers; as picture ⌊i / C⌋ of that
// class it is the same in every set of that seed, format and device.

import { EventLoopYielder } from '../gpu/eventLoopYielder';
import { readBytes } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan } from '../graph/plan';
import type { Tensor } from '../graph/tensor';
import { targetOf } from '../kernels/target';
import { reserveShards, type DeviceDataset } from '../data/deviceDataset';
import { checkImageDataset, type ImageDataset } from '../data/imageDataset';
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

export interface ShapeSet {
  readonly device: DeviceDataset;
  readonly classNames: readonly ShapeName[];
  /** The same on the host. */
  read(): Promise<ImageDataset>;
  destroy(): void;
}

/** @throws RangeError for options out of range; DeviceLimitError */
export async function drawShapes(device: GPUDevice, options: ShapeOptions): Promise<ShapeSet> {
  const classNames = shapeNames(options.classes ?? SHAPE_NAMES);
  const { colour, seed, first = 0 } = checkNumbers(options);
  const format = colour ? COLOUR : GREY;
  const { size, channels } = format;
  const blank = blankShapes(options);
  const { count } = blank;
  const bytes = size * size * channels;
  const arrange = (i: number): ShapeArrangement =>
    arrangeShape(
      classNames[i % classNames.length] ?? 'circle',
      seed,
      first + Math.floor(i / classNames.length),
      format,
    );

  const shards = reserveShards(device, 'shapes: pictures', count, bytes);
  const labelSlab = new Slab('shapes: labels');
  const targets = reserveTensor('labels', [count], labelSlab, 'u32');
  const destroy = (): void => {
    for (const { slab } of shards) slab.destroy();
    labelSlab.destroy();
  };
  try {
    labelSlab.allocate(device);
    device.queue.writeBuffer(labelSlab.buffer, 0, Uint32Array.from(blank.labels));
    for (const shard of shards) {
      await draw(device, format, shard.count, (i) => arrange(shard.first + i), shard.features);
    }
  } catch (error) {
    destroy();
    throw error;
  }
  return {
    device: {
      samples: count,
      featureShape: [size, size, channels],
      featureType: 'u8',
      scale: 1 / 255,
      offset: 0,
      targetShape: [],
      shards,
      targets,
      targetType: 'u32',
      destroy,
    },
    classNames,
    read: async () => {
      for (const { slab, first, count: rows } of shards)
        blank.images.set(
          new Uint8Array(await readBytes(device, slab.buffer, 0, rows * bytes)),
          first * bytes,
        );
      return blank;
    },
    destroy,
  };
}

/** Shapes that are not drawn yet: their labels, and bytes that are 0. @throws RangeError for options out of range */
export function blankShapes(options: Omit<ShapeOptions, 'first'>): ImageDataset {
  const classNames = shapeNames(options.classes ?? SHAPE_NAMES);
  const { colour, perClass } = checkNumbers(options);
  const { size, channels } = colour ? COLOUR : GREY;
  const count = classNames.length * perClass;
  return checkImageDataset({
    name: colour ? 'shapes-colour' : 'shapes',
    images: new Uint8Array(count * size * size * channels),
    labels: Uint8Array.from({ length: count }, (_, i) => i % classNames.length),
    count,
    height: size,
    width: size,
    channels,
    classNames,
  });
}

async function draw(
  device: GPUDevice,
  format: PictureFormat,
  count: number,
  arrange: (i: number) => ShapeArrangement,
  pictures: Tensor,
): Promise<void> {
  const slab = new Slab('shapes: arrangements');
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
      arranged.push(arrange(i));
      await yielder.yieldToEventLoop();
    }
    const plan = await compiling;
    device.queue.writeBuffer(slab.buffer, 0, encodeShapes(arranged));
    plan.run();
  } finally {
    slab.destroy();
  }
}

function checkNumbers(options: ShapeOptions): ShapeOptions {
  const check = (what: string, value: number, low: number, high: number): void => {
    if (!Number.isInteger(value) || value < low || value > high)
      throw new RangeError(
        `shapes: ${what} must be a whole number from ${low} to ${high}. Received ${value}`,
      );
  };
  check('pictures per class', options.perClass, 1, 100_000);
  check('seed', options.seed, 0, 0xffffffff);
  check('first', options.first ?? 0, 0, 0xffffffff);
  return options;
}
