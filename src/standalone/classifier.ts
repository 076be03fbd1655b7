// A trained network that classifies pictures: one at a time goes to the GPU, is made as small as the network takes it, and
// goes through all layers.

import { createBuffer } from '../gpu/buffers';
import { Slab } from '../gpu/slab';
import { mapForReading } from '../gpu/waits';
import { compilePlan, type Plan } from '../graph/plan';
import { sizeOf } from '../graph/tensor';
import type { TensorView } from '../gpu/tensorView';
import { FrameInput, type FrameSource, type FrameView } from '../lab/frameInput';
import { storeOf } from '../lab/storeOf';
import { defineNetwork, type Network } from '../models/network';
import { forwardGraph } from '../train/stepGraph';

export interface Classified {
  /** [classes] */
  readonly probabilities: Float32Array;
  /** [height, width, channels], 0…1: what the network saw. */
  readonly seen: Float32Array;
  /** The numbers of the layer that is compared with what is familiar; null where none is. */
  readonly features: Float32Array | null;
}

export class Classifier {
  readonly #staging: GPUBuffer;

  private constructor(
    private readonly device: GPUDevice,
    private readonly plan: Plan,
    private readonly input: FrameInput,
    private readonly seen: TensorView,
    private readonly probabilities: TensorView,
    private readonly features: TensorView | null,
    private readonly others: readonly { destroy(): void }[],
  ) {
    this.#staging = createBuffer(device, {
      label: 'classified',
      size: this.#read.reduce((size, { shape }) => size + 4 * sizeOf(shape), 0),
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
    });
  }

  /** Those of which the numbers are read. */
  get #read(): readonly TensorView[] {
    const { probabilities, seen, features } = this;
    return [probabilities, seen, ...(features ? [features] : [])];
  }

  /**
   * @param compared the layer of which the numbers are read besides; null: none
   * @throws Error where weights and network do not belong together, or the device cannot hold them
   */
  static async create(
    device: GPUDevice,
    network: Network,
    weights: ReadonlyMap<string, Float32Array>,
    compared: string | null = null,
  ): Promise<Classifier> {
    const store = storeOf(device, network, weights);
    const slab = new Slab('picture');
    const [output = ''] = network.outputs;
    const kept = compared === null ? network : withOutputs(network, [output, compared]);
    const { graph, inputs, results } = forwardGraph(kept, store, 1, 'outputs', slab);
    const [picture] = inputs;
    const answer = results.get(output);
    if (!picture || !answer) throw new Error(`network '${network.name}': has no input or no output`);
    slab.allocate(device);
    const plan = await compilePlan(device, graph);
    const seen = plan.view(picture, true);
    const features = compared === null ? undefined : results.get(compared);
    const input = await FrameInput.create(device, seen);
    return new Classifier(
      device,
      plan,
      input,
      seen,
      plan.view(answer),
      features ? plan.view(features) : null,
      [slab, store],
    );
  }

  /** Frees everything but the device. What is being classified fails. */
  destroy(): void {
    this.plan.destroy();
    this.input.destroy();
    for (const one of this.others) one.destroy();
    this.#staging.destroy();
  }

  /** [height, width, channels] */
  get shape(): readonly [height: number, width: number, channels: number] {
    return this.input.shape;
  }

  /** One picture at a time. @throws where the device is lost */
  async classify(frame: FrameSource, view: FrameView): Promise<Classified> {
    const { device, plan } = this;
    this.input.write(frame, view);
    const encoder = device.createCommandEncoder({ label: 'classify' });
    const pass = encoder.beginComputePass({ label: 'classify' });
    plan.encode(pass);
    pass.end();
    let offset = 0;
    for (const { buffer, offsetBytes, shape } of this.#read) {
      const size = 4 * sizeOf(shape);
      encoder.copyBufferToBuffer(buffer, offsetBytes, this.#staging, offset, size);
      offset += size;
    }
    device.queue.submit([encoder.finish()]);
    await mapForReading(device, this.#staging);
    const numbers = new Float32Array(this.#staging.getMappedRange().slice(0));
    this.#staging.unmap();
    const [probabilities, seen] = [sizeOf(this.probabilities.shape), sizeOf(this.seen.shape)];
    return {
      probabilities: numbers.slice(0, probabilities),
      seen: numbers.slice(probabilities, probabilities + seen),
      features: this.features && numbers.slice(probabilities + seen),
    };
  }
}

const withOutputs = (network: Network, outputs: readonly string[]): Network =>
  defineNetwork({ ...network.toJSON(), outputs });
