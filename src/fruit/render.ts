// Fruit as a data set: rendered on the GPU straight into the bytes that training gathers its batches from.
//
// The pictures are synthetic, and a network that learned from nothing else has seen no real fruit (docs/fruit.md).
// Picture i holds class i mod C, so that any beginning of the set holds all classes alike; as picture ⌊i / C⌋ of that class
// it is the same in every set of that seed, size and device, however many there are.

import { createBuffer } from '../gpu/buffers';
import { readBytes } from '../gpu/readback';
import { Pacer, type PaceOptions } from '../gpu/pacer';
import { PipelineCache, type ComputePipeline } from '../gpu/pipelines';
import { Slab } from '../gpu/slab';
import { reserveTensor } from '../graph/graph';
import type { Access, Kernel, KernelPlan, Workgroups } from '../kernels/kernel';
import { targetOf } from '../kernels/target';
import type { DeviceDataset } from '../data/deviceDataset';
import { checkImageDataset, type ImageDataset } from '../data/imageDataset';
import { arrange, type SceneSort } from './arrange';
import { fruitNames, type FruitName } from './fruits';
import { develop, renderKernel, type FruitWork } from './kernels';
import { SCENE_LENGTH, writeScene } from './scene';

export interface FruitOptions {
  readonly classes: readonly string[];
  readonly perClass: number;
  readonly seed: number;
  /** Height and width, pixels: even, 16 … 1024. */
  readonly size: number;
  /** Rays a pixel, along each axis: 1 for training (default), 2 or 3 to look at. */
  readonly samples?: number;
  /** Number of the first picture of each class; 0. Training and test pictures of one seed should not overlap. */
  readonly first?: number;
  /** Only scenes of this sort. */
  readonly sort?: SceneSort;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface FruitSet {
  readonly device: DeviceDataset;
  readonly classNames: readonly FruitName[];
  /** The same on the host. */
  read(): Promise<ImageDataset>;
  destroy(): void;
}

/** Scenes with their light buffers kept at a time. */
const SCENES = 16;
/** What a submit is counted in, rays; few to begin with, for a slow device's watchdog, more once it proved fast. */
const RAYS = 1 << 12;
const PACE: PaceOptions = { budgetMs: 60, first: 4, maxSteps: 512 };
/** Places at which the slope of a surface is measured; a number that the shader's compiler does not know. */
const SLOPE_CORNERS = 5;

/** @throws RangeError for options out of range; DeviceLimitError; the signal's reason */
export async function renderFruit(device: GPUDevice, options: FruitOptions): Promise<FruitSet> {
  const classNames = fruitNames(options.classes);
  checkNumbers(options);
  const { perClass, seed, size, samples = 1, first = 0, sort, onProgress, signal } = options;
  const count = classNames.length * perClass;
  const bytes = size * size * 3;
  const [slab, labelSlab] = [new Slab('fruit pictures'), new Slab('fruit labels')];
  const features = reserveTensor('pictures', [(count * bytes) / 4], slab, 'u32');
  const targets = reserveTensor('labels', [count], labelSlab, 'u32');
  slab.allocate(device);
  labelSlab.allocate(device);
  const labels = Uint32Array.from({ length: count }, (_, i) => i % classNames.length);
  device.queue.writeBuffer(labelSlab.buffer, 0, labels);

  const darkroom = new Darkroom(device, size, samples, slab.buffer);
  const destroy = (): void => {
    slab.destroy();
    labelSlab.destroy();
  };
  try {
    for (const [label, name] of classNames.entries()) {
      for (let done = 0; done < perClass; done += SCENES) {
        const scenes = Array.from({ length: Math.min(SCENES, perClass - done) }, (_, k) =>
          arrange(name, seed, first + done + k, sort),
        );
        const place = { picture: done * classNames.length + label, stride: classNames.length };
        await darkroom.take(name, scenes, place, signal);
        onProgress?.(label * perClass + done + scenes.length, count);
      }
    }
    await darkroom.finished();
  } catch (error) {
    destroy();
    throw error;
  } finally {
    darkroom.destroy();
  }
  return {
    device: {
      samples: count,
      featureShape: [size, size, 3],
      featureType: 'u8',
      scale: 1 / 255,
      offset: 0,
      targetShape: [],
      shards: [{ first: 0, count, features }],
      targets,
      targetType: 'u32',
      destroy,
    },
    classNames,
    read: async () =>
      checkImageDataset({
        name: 'fruit-synthetic',
        images: new Uint8Array(await readBytes(device, slab.buffer, 0, count * bytes)),
        labels: Uint8Array.from(labels),
        count,
        height: size,
        width: size,
        channels: 3,
        classNames,
      }),
    destroy,
  };
}

function checkNumbers({ perClass, seed, size, samples = 1, first = 0 }: FruitOptions): void {
  const check = (what: string, value: number, low: number, high: number, even = false): void => {
    if (!Number.isInteger(value) || value < low || value > high || (even && value % 2 === 1)) {
      const kind = even ? 'an even number' : 'a whole number';
      throw new RangeError(`fruit: ${what} must be ${kind} from ${low} to ${high}. Received ${value}`);
    }
  };
  check('pictures per class', perClass, 1, 100_000);
  check('seed', seed, 0, 0xffffffff);
  check('size', size, 16, 1024, true);
  check('samples', samples, 1, 4);
  check('first', first, 0, 0xffffffff);
}

/** A kernel that can run, on any amount of work. */
interface Ready extends ComputePipeline {
  readonly groups: (work: FruitWork) => Workgroups;
}

/** Where pictures are taken and developed, up to SCENES at a time. */
class Darkroom {
  readonly #scenes: GPUBuffer;
  readonly #light: GPUBuffer;
  readonly #settings: GPUBuffer;
  readonly #numbers = new Float32Array(SCENES * SCENE_LENGTH);
  readonly #pacer: Pacer;

  constructor(
    private readonly device: GPUDevice,
    private readonly size: number,
    private readonly samples: number,
    private readonly pictures: GPUBuffer,
  ) {
    const buffer = (label: string, bytes: number, usage: number): GPUBuffer =>
      createBuffer(device, { label: `fruit ${label}`, size: bytes, usage: usage | GPUBufferUsage.COPY_DST });
    this.#pacer = new Pacer(device, PACE);
    this.#scenes = buffer('scenes', this.#numbers.byteLength, GPUBufferUsage.STORAGE);
    this.#light = buffer('light', SCENES * size * size * 16, GPUBufferUsage.STORAGE);
    this.#settings = buffer('settings', 32, GPUBufferUsage.UNIFORM);
  }

  async take(
    name: FruitName,
    scenes: readonly Parameters<typeof writeScene>[0][],
    { picture, stride }: { picture: number; stride: number },
    signal?: AbortSignal,
  ): Promise<void> {
    const { device, size } = this;
    scenes.forEach((scene, k) => {
      writeScene(scene, this.#numbers.subarray(k * SCENE_LENGTH, (k + 1) * SCENE_LENGTH));
    });
    device.queue.writeBuffer(this.#scenes, 0, this.#numbers, 0, scenes.length * SCENE_LENGTH);
    const pixels = size * size;
    const [render, finish] = await Promise.all([this.#ready(renderKernel(name)), this.#ready(develop)]);
    const buffers = [this.#scenes, this.#settings, this.#light];
    // Whole scenes at a time, or parts of one.
    for (let [scene, first] = [0, 0]; scene < scenes.length;) {
      signal?.throwIfAborted();
      const raysOfAll = (scenes.length - scene) * pixels * this.samples ** 2;
      const rays = RAYS * (await this.#pacer.room(Math.ceil(raysOfAll / RAYS)));
      const room = Math.max(64, Math.ceil(rays / this.samples ** 2));
      const count = Math.min(room, pixels - first);
      const whole = first === 0 && count === pixels;
      const rows = whole ? Math.min(scenes.length - scene, Math.floor(room / pixels)) : 1;
      const settings = [scene, first, count, size, this.samples, SLOPE_CORNERS];
      this.#dispatch(render, buffers, settings, { items: count, scenes: rows });
      this.#pacer.submitted((rows * count * this.samples ** 2) / RAYS);
      first = (first + count) % pixels;
      if (first === 0) scene += rows;
    }
    this.#dispatch(
      finish,
      [this.#scenes, this.#light, this.#settings, this.pictures],
      [scenes.length, picture, stride, size, 4],
      { items: pixels, scenes: scenes.length },
    );
  }

  /** Waits until all pictures are rendered. */
  finished(): Promise<void> {
    return this.#pacer.drain();
  }

  destroy(): void {
    for (const buffer of [this.#scenes, this.#light, this.#settings]) buffer.destroy();
  }

  async #ready<Binding extends string>(kernel: Kernel<FruitWork, Binding>): Promise<Ready> {
    const plan = (work: FruitWork): KernelPlan => kernel.plan(work, targetOf(this.device));
    const { source, constants } = plan({ items: 1, scenes: 1 });
    const accesses = Object.values<Access>(kernel.bindings);
    const made = await PipelineCache.of(this.device).compute({
      name: kernel.name,
      source,
      constants,
      accesses,
    });
    return { ...made, groups: (work) => plan(work).workgroups };
  }

  #dispatch(
    { pipeline, layout, groups }: Ready,
    buffers: readonly GPUBuffer[],
    settings: readonly number[],
    work: FruitWork,
  ): void {
    const { device } = this;
    device.queue.writeBuffer(this.#settings, 0, Uint32Array.from(settings));
    const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
    const encoder = device.createCommandEncoder({ label: 'fruit' });
    const pass = encoder.beginComputePass({ label: 'fruit' });
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ label: 'fruit', layout, entries }));
    pass.dispatchWorkgroups(...groups(work));
    pass.end();
    device.queue.submit([encoder.finish()]);
  }
}
