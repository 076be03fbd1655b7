// Counts what an engine asks of its device, whichever engine it is, by standing in front of the device's methods.
// Memory is followed from the start (buffers made and destroyed); calls only while `count` runs, so that counting
// costs nothing where time is taken.

export interface CallCounts {
  readonly dispatches: number;
  /** Submits with work; empty ones that only nudge a browser (gpu/waits.ts) do not count. */
  readonly submits: number;
  readonly createBuffer: number;
  readonly createBindGroup: number;
  readonly writeBuffer: number;
  /** Buffers mapped, for reading or writing. */
  readonly mapAsync: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const NONE: CallCounts = {
  dispatches: 0,
  submits: 0,
  createBuffer: 0,
  createBindGroup: 0,
  writeBuffer: 0,
  mapAsync: 0,
};

export class DeviceCounters {
  #counts: Mutable<CallCounts> | null = null;
  #liveBytes = 0;
  #peakBytes = 0;
  readonly #errors: string[] = [];

  /** Wraps the methods of this device for good; call before it is used. */
  constructor(readonly device: GPUDevice) {
    const { queue } = device;
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => this.#followed(createBuffer(descriptor));
    const createBindGroup = device.createBindGroup.bind(device);
    device.createBindGroup = (descriptor) => {
      if (this.#counts !== null) this.#counts.createBindGroup++;
      return createBindGroup(descriptor);
    };
    const createCommandEncoder = device.createCommandEncoder.bind(device);
    device.createCommandEncoder = (descriptor) => {
      const encoder = createCommandEncoder(descriptor);
      if (this.#counts !== null) this.#countDispatches(encoder);
      return encoder;
    };
    const submit = queue.submit.bind(queue);
    queue.submit = (buffers) => {
      if (this.#counts !== null && Array.from(buffers).length > 0) this.#counts.submits++;
      submit(buffers);
    };
    const writeBuffer = queue.writeBuffer.bind(queue) as (...args: unknown[]) => undefined;
    queue.writeBuffer = (...args: unknown[]): undefined => {
      if (this.#counts !== null) this.#counts.writeBuffer++;
      writeBuffer(...args);
    };
    device.addEventListener('uncapturederror', (event) => {
      this.#errors.push(event.error.message);
    });
  }

  /** The first uncaptured validation or memory error since the last call; null if there was none. */
  takeError(): string | null {
    const [first = null] = this.#errors.splice(0);
    return first;
  }

  /** What `work` asks of the device. */
  async count(work: () => Promise<void>): Promise<CallCounts> {
    const counts = { ...NONE };
    this.#counts = counts;
    try {
      await work();
    } finally {
      this.#counts = null;
    }
    return counts;
  }

  get liveBytes(): number {
    return this.#liveBytes;
  }

  /** The most bytes that were alive together since `resetPeak`. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  resetPeak(): void {
    this.#peakBytes = this.#liveBytes;
  }

  #followed(buffer: GPUBuffer): GPUBuffer {
    const { size } = buffer;
    this.#liveBytes += size;
    this.#peakBytes = Math.max(this.#peakBytes, this.#liveBytes);
    if (this.#counts !== null) this.#counts.createBuffer++;
    const destroy = buffer.destroy.bind(buffer);
    let alive = true;
    buffer.destroy = () => {
      if (alive) this.#liveBytes -= size;
      alive = false;
      destroy();
    };
    const mapAsync = buffer.mapAsync.bind(buffer);
    buffer.mapAsync = (...args) => {
      if (this.#counts !== null) this.#counts.mapAsync++;
      return mapAsync(...args);
    };
    return buffer;
  }

  #countDispatches(encoder: GPUCommandEncoder): void {
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (descriptor) => {
      const pass = beginComputePass(descriptor);
      const dispatch = pass.dispatchWorkgroups.bind(pass);
      pass.dispatchWorkgroups = (...args) => {
        if (this.#counts !== null) this.#counts.dispatches++;
        dispatch(...args);
      };
      return pass;
    };
  }
}
