// Grad-CAM without a backward pass, for networks that end in the means of their maps and one dense layer. For these the
// gradient of a logit with respect to a map is the same at every position, the weight divided by the number of
// positions, so the result equals `gradCam` exactly (Selvaraju et al. 2017, appendix A: for such networks Grad-CAM is
// CAM).

import { Slab } from '../gpu/slab';
import type { TensorView } from '../gpu/tensorView';
import { reserveTensor } from '../graph/graph';
import { viewInSlab } from '../graph/plan';
import { gradCam } from '../kernels/inspect/why';
import type { Network } from '../models/network';
import type { ParameterStore } from '../models/parameterStore';
import { bindKernel, type BoundKernel } from '../inspect/boundKernel';

/** The maps that the answer is made of. */
export interface CamLayer {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Of its first channel among the rows of the dense layer's weight. */
  readonly first: number;
}

/** The layers averaged before the dense layer at the end; null if a network ends in another way. */
export function camLayers(network: Network): readonly CamLayer[] | null {
  const layer = (name: string | undefined): Network['layers'][number] | undefined =>
    network.layers.find((one) => one.name === name);
  const answer = layer(network.outputs[0]);
  if (answer?.definition.kind !== 'dense') return null;
  let from = layer(answer.inputs[0]);
  while (from && ['dropout', 'flatten'].includes(from.definition.kind)) from = layer(from.inputs[0]);
  const means = from?.definition.kind === 'concatenate' ? from.inputs.map(layer) : [from];
  const found: CamLayer[] = [];
  let first = 0;
  for (const mean of means) {
    const [height, width, channels] = mean?.inputShapes[0] ?? [];
    if (mean?.definition.kind !== 'globalAveragePooling2d') return null;
    if (height === undefined || width === undefined || channels === undefined) return null;
    found.push({ name: mean.inputs[0] ?? '', height, width, channels, first });
    first += channels;
  }
  return found;
}

export class Cam {
  #answer = -1;

  private constructor(
    private readonly device: GPUDevice,
    private readonly layer: CamLayer,
    /** [features, classes] */
    private readonly weight: Float32Array,
    private readonly classes: number,
    private readonly slabs: readonly [gradient: Slab, map: Slab],
    private readonly kernel: BoundKernel,
    /** [height, width, 1] */
    readonly map: TensorView,
  ) {}

  /** @param maps where the layer's maps lie */
  static async create(
    device: GPUDevice,
    network: Network,
    store: ParameterStore,
    layer: CamLayer,
    maps: TensorView,
  ): Promise<Cam> {
    const [answer = ''] = network.outputs;
    const weight = (await store.read()).find(({ name }) => name === `${answer}/weight`);
    if (weight === undefined) throw new Error(`network '${network.name}': '${answer}' has no weight`);
    const { height, width, channels } = layer;
    const slabs = [new Slab('cam gradient'), new Slab('cam map')] as const;
    const gradient = reserveTensor('cam/gradient', [height, width, channels], slabs[0]);
    const map = reserveTensor('cam/map', [height, width, 1], slabs[1]);
    for (const slab of slabs) slab.allocate(device);
    const kernel = await bindKernel(
      device,
      gradCam,
      { height, width, channels },
      { a: maps, dA: viewInSlab(gradient), map: viewInSlab(map) },
    );
    return new Cam(device, layer, weight.values, weight.shape[1] ?? 1, slabs, kernel, viewInSlab(map));
  }

  /** Computes the map of one answer, for the maps as they are now. */
  encode(pass: GPUComputePassEncoder): void {
    this.kernel.encode(pass);
  }

  /** The answer asked about. */
  get answer(): number {
    return this.#answer;
  }

  set answer(answer: number) {
    if (answer === this.#answer) return;
    this.#answer = answer;
    const { height, width, channels, first } = this.layer;
    const places = height * width;
    const gradient = new Float32Array(places * channels);
    for (let k = 0; k < channels; k++) {
      const slope = (this.weight[(first + k) * this.classes + answer] ?? 0) / places;
      for (let place = 0; place < places; place++) gradient[place * channels + k] = slope;
    }
    this.device.queue.writeBuffer(this.slabs[0].buffer, 0, gradient);
  }

  destroy(): void {
    for (const slab of this.slabs) slab.destroy();
  }
}
