// Shapes as a data set: drawn on the GPU straight into the bytes that training gathers its batches from.
//
// Picture i shows class i mod C, so any beginning of the set has the classes in equal numbers; as picture ⌊i / C⌋ of that
// class it is the same in every set of that seed, format and device.

import { readBytes } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan } from '../graph/plan';
import { targetOf } from '../kernels/target';
import type { DeviceDataset } from '../data/deviceDataset';
import { checkImageDataset, type ImageDataset } from '../data/imageDataset';
import { arrangeShape, COLOUR, GREY } from './arrange';
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
  const { colour, perClass, seed, first = 0 } = checkNumbers(options);
  const format = colour ? COLOUR : GREY;
  const { size, channels } = format;
  const count = classNames.length * perClass;
  const bytes = count * size * size * channels;
  const labels = Uint32Array.from({ length: count }, (_, i) => i % classNames.length);
  const shapes = Array.from({ length: count }, (_, i) =>
    arrangeShape(
      classNames[i % classNames.length] ?? 'circle',
      seed,
      first + Math.floor(i / classNames.length),
      format,
    ),
  );

  const slabs = ['arrangements', 'pictures', 'labels'].map((name) => new Slab(`shapes: ${name}`));
  const [arrangementSlab, pictureSlab, labelSlab] = slabs as [Slab, Slab, Slab];
  const arrangements = reserveTensor('arrangements', [count, SHAPE_WORDS], arrangementSlab, 'u32');
  const features = reserveTensor('pictures', [bytes / 4], pictureSlab, 'u32');
  const targets = reserveTensor('labels', [count], labelSlab, 'u32');
  const destroy = (): void => {
    for (const slab of [pictureSlab, labelSlab]) slab.destroy();
  };
  try {
    for (const slab of slabs) slab.allocate(device);
    device.queue.writeBuffer(arrangementSlab.buffer, 0, encodeShapes(shapes));
    device.queue.writeBuffer(labelSlab.buffer, 0, labels);
    const graph = new Graph('shapes', targetOf(device));
    graph.dispatch(
      drawKernel,
      'shapes/draw',
      { pictures: count, ...format },
      { shapes: arrangements, pictures: features },
    );
    (await compilePlan(device, graph)).run();
  } catch (error) {
    destroy();
    throw error;
  } finally {
    arrangementSlab.destroy();
  }
  return {
    device: {
      samples: count,
      featureShape: [size, size, channels],
      featureType: 'u8',
      scale: 1 / 255,
      offset: 0,
      targetShape: [],
      features,
      targets,
      targetType: 'u32',
      destroy,
    },
    classNames,
    read: async () =>
      checkImageDataset({
        name: colour ? 'shapes-colour' : 'shapes',
        images: new Uint8Array(await readBytes(device, pictureSlab.buffer, 0, bytes)),
        labels: Uint8Array.from(labels),
        count,
        height: size,
        width: size,
        channels,
        classNames,
      }),
    destroy,
  };
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
