// One GPU buffer that many tensors share permanently: all parameters, all gradients, one optimizer moment. Because the
// parameters are one buffer, one dispatch updates them all, and one copy saves them.
//
// Each range starts at a multiple of 256 bytes, the alignment that WebGPU requires of binding offsets.

import { createBuffer, destroyBuffer, outOfMemory } from './buffers';

export const ALIGNMENT_BYTES = 256;

export class Slab {
  #sizeBytes = 0;
  #buffer: GPUBuffer | null = null;

  /** @param owner as of `createBuffer`, where a label has names in it */
  constructor(
    readonly label: string,
    private readonly owner = label,
  ) {}

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Reserves room and returns its offset. @throws Error once the buffer exists. */
  reserve(sizeBytes: number): number {
    if (this.#buffer !== null)
      throw new Error(`slab '${this.label}': is already allocated; nothing can be added`);
    const offsetBytes = this.#sizeBytes;
    this.#sizeBytes += Math.ceil(sizeBytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    return offsetBytes;
  }

  get buffer(): GPUBuffer {
    if (this.#buffer === null) throw new Error(`slab '${this.label}': is not allocated yet`);
    return this.#buffer;
  }

  get allocated(): boolean {
    return this.#buffer !== null;
  }

  /**
   * Creates the buffer, filled with zeros. Repeated calls do nothing.
   * @throws DeviceLimitError if the device cannot hold it
   */
  allocate(device: GPUDevice): this {
    if (this.#buffer !== null) return this;
    checkBufferSize(device, this.label, this.#sizeBytes);
    this.#buffer = createBuffer(
      device,
      {
        label: this.label,
        size: Math.max(this.#sizeBytes, ALIGNMENT_BYTES),
        usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
      },
      this.owner,
    );
    return this;
  }

  destroy(): void {
    if (this.#buffer !== null) destroyBuffer(this.#buffer);
    this.#buffer = null;
  }
}

const SMALLER = 'Choose a smaller batch or a smaller layer.';

/** What exceeds a limit, or what there is no memory for, as data. */
export type DeviceLimitFacts =
  | {
      readonly code: 'tooLarge';
      readonly label: string;
      readonly needsBytes: number;
      readonly allowsBytes: number;
    }
  | {
      readonly code: 'noMemory';
      readonly network: string;
      readonly needsBytes: number;
      /** The buffer for which no memory was left, if it is known. */
      readonly at?: { readonly label: string; readonly bytes: number };
    };

/** A buffer or binding is larger than this device allows. */
export class DeviceLimitError extends Error {
  override readonly name: string = 'DeviceLimitError';
  readonly facts: DeviceLimitFacts | null;
  constructor(
    message: string,
    { facts = null, cause }: { facts?: DeviceLimitFacts | null; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.facts = facts;
  }
}

/** What the device had no memory for. Whoever knows the network says so with its arithmetic. */
export class NoMemoryError extends DeviceLimitError {
  constructor(
    readonly at: { readonly label: string; readonly bytes: number },
    cause: unknown,
  ) {
    super(`'${at.label}': the device has no memory left for ${megabytes(at.bytes)}. ${SMALLER}`, {
      facts: { code: 'noMemory', network: at.label, needsBytes: at.bytes, at },
      cause,
    });
  }
}

/** Resolves once there is memory for all of these. @throws NoMemoryError for the first one for which there is none */
export async function allocated(buffers: Iterable<GPUBuffer>): Promise<void> {
  for (const buffer of buffers) {
    const failure = await outOfMemory(buffer);
    if (failure) throw new NoMemoryError({ label: buffer.label, bytes: buffer.size }, failure);
  }
}

/** @throws DeviceLimitError naming the buffer, its size and the limit. */
export function checkBufferSize(device: GPUDevice, label: string, sizeBytes: number): void {
  check(label, sizeBytes, device.limits.maxBufferSize, 'in one buffer');
}

/** @throws DeviceLimitError naming the tensor, its size and the limit. */
export function checkBindingSize(device: GPUDevice, label: string, sizeBytes: number): void {
  check(label, sizeBytes, device.limits.maxStorageBufferBindingSize, 'in one binding');
}

function check(label: string, sizeBytes: number, limit: number, where: string): void {
  if (sizeBytes <= limit) return;
  throw new DeviceLimitError(
    `'${label}' needs ${megabytes(sizeBytes)} ${where}; this device allows ${megabytes(limit)}. ` + SMALLER,
    { facts: { code: 'tooLarge', label, needsBytes: sizeBytes, allowsBytes: limit } },
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
