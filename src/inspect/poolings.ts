// One map under both poolings: MaxPooling2D, AveragePooling2D and the difference of the two, by the layers' own
// kernels. A network of four layers does it, so what is shown is what training would compute:
//
//   input ─┬─ max ───────────────────┐
//          └─ average ── × (−1) ── add ── difference = max − average ≥ 0

import type { TensorView } from '../gpu/tensorView';
import { sizeOf, type Shape } from '../graph/tensor';
import { defineNetwork } from '../models/anyNetwork';
import type { Network } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import { explainCell } from './cell/explainCell';
import type { CellExplanation } from './viewsFacade';
import { Pending } from './pending';
import { NetworkProbe } from './probe/probe';

export interface PoolingSettings {
  /** Rows and columns of the window. */
  readonly poolSize: number;
  readonly strides: number;
  readonly padding: 'valid' | 'same';
}

export type Pooled = 'max' | 'average';
export type PooledMap = Pooled | 'difference';

/** @throws ArchitectureError where the window does not fit into the map */
export function poolingNetwork(shape: Shape, { poolSize, strides, padding }: PoolingSettings): Network {
  const options = { poolSize, strides, padding };
  return defineNetwork({
    name: 'poolings',
    input: [{ name: 'input', shape }],
    layers: [
      { name: 'max', kind: 'maxPooling2d', options, inputs: ['input'] },
      { name: 'average', kind: 'averagePooling2d', options, inputs: ['input'] },
      {
        name: 'negated',
        kind: 'depthwiseConv2d',
        options: { kernelSize: 1, useBias: false },
        inputs: ['average'],
      },
      { name: 'difference', kind: 'add', inputs: ['max', 'negated'] },
    ],
  });
}

export class Poolings {
  readonly #pending = new Pending();

  private constructor(
    readonly device: GPUDevice,
    private readonly network: Network,
    private readonly store: ParameterStore,
    private readonly probe: NetworkProbe,
    readonly settings: PoolingSettings,
  ) {}

  /**
   * @param shape of the map: [height, width, channels]
   * @throws ArchitectureError where the window does not fit into the map
   */
  static async create(device: GPUDevice, shape: Shape, settings: PoolingSettings): Promise<Poolings> {
    const network = poolingNetwork(shape, settings);
    const store = new ParameterStore(device, network);
    store.write('negated/weight', new Float32Array(shape[2] ?? 1).fill(-1));
    try {
      return new Poolings(
        device,
        network,
        store,
        await NetworkProbe.create(device, network, store),
        settings,
      );
    } catch (error) {
      store.destroy();
      throw error;
    }
  }

  /** [rows, columns, channels] of what comes out of either. */
  get outputShape(): Shape {
    return this.network.layers[0]?.outputShape ?? [];
  }

  get input(): TensorView {
    return this.probe.input;
  }

  view(map: PooledMap): TensorView {
    return this.probe.activation(map);
  }

  /** Pools a tensor of the given shape; copied on the GPU, nothing is read back. */
  pool({ buffer, offsetBytes, shape }: TensorView): void {
    const { input } = this.probe;
    if (sizeOf(shape) !== sizeOf(input.shape))
      throw new Error(`poolings: expected a map of ${input.shape.join('×')}. Received ${shape.join('×')}`);
    const encoder = this.device.createCommandEncoder({ label: 'poolings/input' });
    encoder.copyBufferToBuffer(buffer, offsetBytes, input.buffer, input.offsetBytes, 4 * sizeOf(shape));
    this.device.queue.submit([encoder.finish()]);
    this.probe.run();
  }

  /** Explains one pooled number; its window is read back (< 1 KB for windows up to 15×15). */
  explain(map: Pooled, index: readonly number[]): Promise<CellExplanation> {
    return this.#pending.add(explainCell(this.device, this.network, this.probe, map, index));
  }

  /** Once what is being asked is answered. */
  destroy(): void {
    void this.#pending.settled().then(() => {
      this.probe.destroy();
      this.store.destroy();
    });
  }
}
