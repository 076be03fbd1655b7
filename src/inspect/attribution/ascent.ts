// Activation maximisation: gradient ascent on the pixels of a picture to maximise the activation of one map or unit
// (Erhan et al. 2009, "Visualizing Higher-Layer Features of a Deep Network"), with the decay and blur of Yosinski et
// al. 2015. A step is the gradient probe's forward and backward pass and two small kernels; only the activation, four
// bytes, is read back on request.

import { readFloats } from '../../gpu/readback';
import { Slab } from '../../gpu/slab';
import type { TensorView } from '../../gpu/tensorView';
import { reserveTensor } from '../../graph/graph';
import { sizeOf, type Tensor } from '../../graph/tensor';
import { viewInSlab } from '../../graph/plan';
import { ascentMeasure, ascentStep } from '../../kernels/inspect/why';
import type { Network } from '../../models/network';
import type { ParameterStore } from '../../models/parameterStore';
import { uniform } from '../../reference/hash';
import { bindKernel, runKernels, type BoundKernel } from '../boundKernel';
import type { Ascent, AscentSettings, Filter } from './attributionFacade';
import { layerOf, pictureShape } from '../forwardTo';
import { GradientProbe } from '../gradientProbe';

export const ASCENT_DEFAULTS: AscentSettings = { rate: 0.01, decay: 0.002, blur: 0.05 };
/** The initial noise as a share of white: dark enough to leave room upwards, bright enough to activate units. */
const NOISE = 0.4;
/** Separates these random numbers from others of the same seed. */
const STREAM = 0xa5ce27;

interface Tensors {
  readonly x: Tensor;
  readonly next: Tensor;
  readonly measured: Tensor;
  readonly settings: Tensor;
}

/** The noise for a seed, 0…NOISE. */
export function ascentNoise(seed: number, count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, at) => NOISE * uniform(seed, STREAM, at));
}

/** The gradient seeds for the target (the mean of a map, or a unit), one number for each output of the layer. */
export function ascentSeeds(outputShape: readonly number[], channel: number): Float32Array<ArrayBuffer> {
  const channels = outputShape.at(-1) ?? 1;
  const places = sizeOf(outputShape) / channels;
  return Float32Array.from({ length: places * channels }, (_, at) =>
    at % channels === channel ? 1 / places : 0,
  );
}

export class FilterAscent implements Ascent {
  settings = ASCENT_DEFAULTS;
  steps = 0;
  seed = 0;
  filter: Filter;

  private constructor(
    private readonly device: GPUDevice,
    private readonly network: Network,
    private readonly probe: GradientProbe,
    private readonly tensors: Tensors,
    private readonly measure: BoundKernel,
    private readonly step: BoundKernel,
    private readonly slabs: readonly Slab[],
    layer: string,
  ) {
    this.filter = { layer, channel: 0 };
  }

  /** @throws Error if there is no such layer, or more than one input */
  static async create(
    device: GPUDevice,
    network: Network,
    store: ParameterStore,
    layer: string,
  ): Promise<FilterAscent> {
    const shape = pictureShape(network);
    const [height, width, channels] = shape;
    const probe = await GradientProbe.create(device, network, store, { layer });
    const slabs = ['x', 'next', 'measured', 'settings'].map((name) => new Slab(`ascent ${name}`));
    const [xSlab, nextSlab, measuredSlab, settingsSlab] = slabs as [Slab, Slab, Slab, Slab];
    const tensors: Tensors = {
      x: reserveTensor('ascent/x', shape, xSlab),
      next: reserveTensor('ascent/next', shape, nextSlab),
      measured: reserveTensor('ascent/measured', [2], measuredSlab),
      settings: reserveTensor('ascent/settings', [3], settingsSlab),
    };
    for (const slab of slabs) slab.allocate(device);
    const y = probe.activation(layer);
    if (y === null) throw new Error(`layer '${layer}': has no output to climb`);
    const g = probe.inputGradient;
    const measured = viewInSlab(tensors.measured);
    const [measure, step] = await Promise.all([
      bindKernel(
        device,
        ascentMeasure,
        { pixels: height * width * channels, outputs: sizeOf(y.shape) },
        { g, y, seeds: probe.seeds, measured },
      ),
      bindKernel(
        device,
        ascentStep,
        { height, width, channels },
        {
          x: viewInSlab(tensors.x),
          g,
          measured,
          settings: viewInSlab(tensors.settings),
          next: viewInSlab(tensors.next),
        },
      ),
    ]);
    return new FilterAscent(device, network, probe, tensors, measure, step, slabs, layer);
  }

  /** Restarts from noise with another map as the target. @throws RangeError if there is no such map */
  begin(channel: number, seed: number): void {
    const { outputShape } = layerOf(this.network, this.filter.layer);
    const channels = outputShape.at(-1) ?? 1;
    if (!Number.isInteger(channel) || channel < 0 || channel >= channels)
      throw new RangeError(
        `layer '${this.filter.layer}': has maps 0 to ${channels - 1}. Received ${channel}`,
      );
    this.filter = { layer: this.filter.layer, channel };
    this.probe.setSeeds(ascentSeeds(outputShape, channel));
    this.restart(seed);
  }

  restart(seed: number): void {
    const { buffer, offsetBytes, shape } = this.picture;
    this.seed = seed;
    this.steps = 0;
    this.device.queue.writeBuffer(buffer, offsetBytes, ascentNoise(seed, sizeOf(shape)));
  }

  get picture(): TensorView {
    return viewInSlab(this.tensors.x);
  }

  climb(steps: number): void {
    const { rate, decay, blur } = this.settings;
    const at = viewInSlab(this.tensors.settings);
    this.device.queue.writeBuffer(at.buffer, at.offsetBytes, new Float32Array([rate, decay, blur]));
    const [x, next] = [this.picture, viewInSlab(this.tensors.next)];
    for (let i = 0; i < steps; i++) {
      this.#gradient();
      runKernels(this.device, 'ascent/step', [this.step]);
      const encoder = this.device.createCommandEncoder({ label: 'ascent/next' });
      encoder.copyBufferToBuffer(next.buffer, next.offsetBytes, x.buffer, x.offsetBytes, 4 * sizeOf(x.shape));
      this.device.queue.submit([encoder.finish()]);
    }
    this.steps += steps;
  }

  async activation(): Promise<number> {
    // For the current picture, which the last step made and which has not been measured.
    this.#gradient();
    const [, height = NaN] = await readFloats(this.device, viewInSlab(this.tensors.measured));
    return height;
  }

  #gradient(): void {
    this.probe.lookAt(this.picture);
    this.probe.run();
    runKernels(this.device, 'ascent/measure', [this.measure]);
  }

  destroy(): void {
    this.probe.destroy();
    for (const slab of this.slabs) slab.destroy();
  }
}
