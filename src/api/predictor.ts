// Forward passes over any number of samples in chunks. Input is on the host or GPU; the outputs stay on the GPU.

import { Slab } from '../gpu/slab';
import { waitForSubmittedWork } from '../gpu/waits';
import { compilePlan, type Plan } from '../graph/plan';
import { sizeOf, type Tensor as GraphTensor } from '../graph/tensor';
import type { Network } from '../models/network';
import type { ForwardParameters } from '../models/parameterStore';
import { forwardGraph } from '../train/stepGraph';
import type { DeviceValues } from './numbers';
import type { Samples } from './samples';

interface Forward {
  readonly plan: Plan;
  readonly slab: Slab;
  readonly inputs: readonly GraphTensor[];
  readonly outputs: readonly GraphTensor[];
}

/** Plans kept for later calls. Batch sizes are rounded up to powers of two, so there are few. */
const KEPT_PLANS = 4;
/** Chunks in flight before the host waits. The limit keeps the page responsive on a slow GPU. */
const CHUNKS_IN_FLIGHT = 4;

export class Predictor {
  readonly #plans = new Map<number, Promise<Forward>>();

  constructor(
    readonly network: Network,
    readonly store: ForwardParameters,
  ) {}

  /** @returns for each output the numbers of all samples @throws ShaderError, DeviceLimitError */
  async run(inputs: readonly Samples[], batchSize: number): Promise<DeviceValues[]> {
    const { device } = this.store;
    const count = inputs[0]?.count ?? 0;
    const capacity = Math.min(batchSize, 2 ** Math.ceil(Math.log2(count)));
    const { plan, inputs: places, outputs } = await this.#forward(capacity);
    const hostValues = await Promise.all(
      inputs.map(async ({ numbers }) => {
        await numbers.arrived();
        return numbers.residentOn(device) === null ? await numbers.read() : null;
      }),
    );
    const results = outputs.map((output) => {
      const slab = new Slab(`prediction of ${output.label}`, 'prediction');
      slab.reserve((sizeOf(output.shape) / capacity) * count * 4);
      return slab.allocate(device);
    });
    for (let start = 0, chunk = 1; start < count; start += capacity, chunk++) {
      const rows = Math.min(capacity, count - start);
      const encoder = device.createCommandEncoder({ label: plan.label });
      inputs.forEach(({ numbers, shape }, i) => {
        const length = sizeOf(shape);
        const place = places[i];
        if (place === undefined) return;
        const { buffer, offsetBytes } = plan.view(place);
        const values = hostValues[i]?.subarray(start * length, (start + rows) * length);
        const resident = numbers.residentOn(device);
        if (values !== undefined) {
          const floats = values instanceof Float32Array ? values : Float32Array.from(values);
          device.queue.writeBuffer(buffer, offsetBytes, floats as Float32Array<ArrayBuffer>);
        } else if (resident !== null) {
          encoder.copyBufferToBuffer(
            resident.buffer,
            start * length * 4,
            buffer,
            offsetBytes,
            rows * length * 4,
          );
        }
      });
      const pass = encoder.beginComputePass({ label: plan.label });
      plan.encode(pass);
      pass.end();
      outputs.forEach((output, i) => {
        const result = results[i];
        const rowBytes = (sizeOf(output.shape) / capacity) * 4;
        const { buffer, offsetBytes } = plan.view(output);
        if (result !== undefined)
          encoder.copyBufferToBuffer(buffer, offsetBytes, result.buffer, start * rowBytes, rows * rowBytes);
      });
      device.queue.submit([encoder.finish()]);
      if (chunk % CHUNKS_IN_FLIGHT === 0) await waitForSubmittedWork(device);
    }
    return results.map((slab) => ({ device, slab }));
  }

  #forward(capacity: number): Promise<Forward> {
    const known = this.#plans.get(capacity);
    const forward = known ?? this.#compile(capacity);
    // The map is ordered by use: the newest plan is last, the oldest is removed.
    this.#plans.delete(capacity);
    this.#plans.set(capacity, forward);
    forward.catch(() => this.#plans.delete(capacity));
    if (this.#plans.size > KEPT_PLANS) {
      const [oldest] = this.#plans;
      if (oldest !== undefined) this.#forget(...oldest);
    }
    return forward;
  }

  async #compile(capacity: number): Promise<Forward> {
    const slab = new Slab('inputs');
    const { graph, inputs, results } = forwardGraph(this.network, this.store, capacity, 'outputs', slab);
    slab.allocate(this.store.device);
    const outputs = this.network.outputs.flatMap((name) => results.get(name) ?? []);
    return { plan: await compilePlan(this.store.device, graph), slab, inputs, outputs };
  }

  #forget(capacity: number, forward: Promise<Forward>): void {
    this.#plans.delete(capacity);
    void forward.then(
      ({ plan, slab }) => {
        plan.destroy();
        slab.destroy();
      },
      () => undefined,
    );
  }

  destroy(): void {
    for (const [capacity, forward] of [...this.#plans]) this.#forget(capacity, forward);
  }
}
