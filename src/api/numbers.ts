// The numbers behind a tensor, wherever they are: on the host, on the GPU, or still on their way.
//
// Tensors that share numbers (reshape) count as references; the last one to go frees them. A copy on the GPU is
// made when something there first needs it, and kept, so that training twice on a tensor uploads it once.

import { readBytes } from '../gpu/readback';
import { DeviceLimitError, Slab } from '../gpu/slab';
import { TensorError } from './errors';

export type HostValues = Float32Array | Int32Array | Uint8Array;

/** f32 numbers in a slab of their own, from its beginning. */
export interface DeviceValues {
  readonly device: GPUDevice;
  readonly slab: Slab;
}

export type Source = HostValues | Promise<HostValues | DeviceValues>;

/** How the GPU has numbers: `u8` as bytes, four to a word; `u32` as class numbers. */
export type DeviceForm = 'f32' | 'u8' | 'u32';

/** Bytes of all numbers that were not released, for memory(). */
let aliveBytes = 0;

export function bytesAlive(): number {
  return aliveBytes;
}

export class Numbers {
  /** Null until they are on the host. */
  host: HostValues | null = null;
  #made: DeviceValues | null = null;
  #references = 1;
  readonly #bytes: number;
  readonly #settled: Promise<void>;
  readonly #uploads = new Map<DeviceForm, Promise<DeviceValues>>();

  constructor(
    readonly size: number,
    source: Source,
  ) {
    this.#bytes = source instanceof Promise ? size * 4 : source.byteLength;
    aliveBytes += this.#bytes;
    if (!(source instanceof Promise)) {
      this.host = source;
      this.#settled = Promise.resolve();
      return;
    }
    this.#settled = source.then((values) => {
      if (!('slab' in values)) this.host = values;
      else if (this.#references > 0) this.#made = values;
      else values.slab.destroy();
    });
    // A failure is reported to callers that read the numbers.
    this.#settled.catch(() => undefined);
  }

  share(): this {
    this.#references++;
    return this;
  }

  release(): void {
    if (--this.#references > 0) return;
    aliveBytes -= this.#bytes;
    this.#made?.slab.destroy();
    for (const upload of this.#uploads.values()) {
      void upload.then(
        ({ slab }) => slab.destroy(),
        () => undefined,
      );
    }
    this.#uploads.clear();
    this.host = null;
  }

  /** The caller may release them while they are being read. */
  async read(): Promise<HostValues> {
    this.share();
    try {
      await this.#settled;
      if (this.host !== null) return this.host;
      if (this.#made === null) throw new TensorError('tensor: was disposed before its numbers were read');
      const { device, slab } = this.#made;
      const values = new Float32Array(await readBytes(device, slab.buffer, 0, this.size * 4));
      this.host = values;
      return values;
    } finally {
      this.release();
    }
  }

  /** Uploaded if they are not there yet. Do not destroy the slab. @throws DeviceLimitError (as a rejection) */
  async onDevice(device: GPUDevice, form: DeviceForm): Promise<Slab> {
    await this.#settled;
    if (form === 'f32' && this.#made?.device === device) return this.#made.slab;
    const known = await this.#uploads.get(form);
    if (known?.device === device) return known.slab;
    const upload = this.read().then((values) => ({ device, slab: uploaded(device, values, form) }));
    this.#uploads.set(form, upload);
    upload.catch(() => this.#uploads.delete(form));
    known?.slab.destroy();
    return (await upload).slab;
  }

  /** Resolves once they are somewhere. */
  async arrived(): Promise<void> {
    await this.#settled;
  }

  /** Where they lie as f32 without an upload; null if nowhere on that device. Only after `arrived()`. */
  residentOn(device: GPUDevice): Slab | null {
    return this.#made?.device === device ? this.#made.slab : null;
  }
}

function uploaded(device: GPUDevice, values: HostValues, form: DeviceForm): Slab {
  const slab = new Slab(`tensor of ${values.length}`);
  slab.reserve(form === 'u8' ? values.length : values.length * 4);
  try {
    slab.allocate(device);
  } catch (cause) {
    if (!(cause instanceof DeviceLimitError)) throw cause;
    throw new DeviceLimitError(
      `a tensor of ${values.length} numbers is too large for one buffer of this GPU (${cause.message}) ` +
        'Pass pictures as Uint8Array (a quarter of the memory), or stream them with fitDataset.',
      { cause },
    );
  }
  write(device, slab, converted(values, form));
  return slab;
}

/** The bits of the numbers in that form. */
export function converted(values: HostValues, form: DeviceForm): Float32Array | Uint32Array | Uint8Array {
  switch (form) {
    case 'f32':
      return values instanceof Float32Array ? values : Float32Array.from(values);
    case 'u32':
      return Uint32Array.from(values);
    case 'u8':
      if (values instanceof Uint8Array) return values;
      throw new TensorError('tensor: only bytes can be uploaded as bytes');
    default:
      return form satisfies never;
  }
}

/** writeBuffer wants whole words; all but the last go straight from the caller's memory. */
export function write(device: GPUDevice, slab: Slab, values: Float32Array | Uint32Array | Uint8Array): void {
  const whole = values.byteLength - (values.byteLength % 4);
  const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  device.queue.writeBuffer(slab.buffer, 0, bytes, 0, whole);
  if (whole === bytes.length) return;
  const rest = new Uint8Array(4);
  rest.set(bytes.subarray(whole));
  device.queue.writeBuffer(slab.buffer, whole, rest);
}
