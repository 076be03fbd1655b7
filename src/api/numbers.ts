// The storage of a tensor: on the host, on the GPU, or still being computed.
//
// Tensors that share storage (reshape) are counted as references; releasing the last one frees it. The GPU copy is made
// on first use and kept, so that training twice on a tensor uploads it once.

import { readBytes } from '../gpu/readback';
import { DeviceLimitError, Slab } from '../gpu/slab';
import { TensorError } from './errors';

export type HostValues = Float32Array | Int32Array | Uint8Array;

/** f32 numbers at the beginning of a slab of their own. */
export interface DeviceValues {
  readonly device: GPUDevice;
  readonly slab: Slab;
}

export type Source = HostValues | Promise<HostValues | DeviceValues>;

/** The format on the GPU: `u8` as bytes, four to a word; `u32` as class indices. */
export type DeviceForm = 'f32' | 'u8' | 'u32';

/** Total bytes of storage that is not released, for memory(). */
let aliveBytes = 0;

export function bytesAlive(): number {
  return aliveBytes;
}

export class Numbers {
  /** The host copy; null until it exists. */
  host: HostValues | null = null;
  #made: DeviceValues | null = null;
  #references = 1;
  readonly #bytes: number;
  readonly #settled: Promise<void>;
  readonly #uploads = new Map<DeviceForm, Promise<DeviceValues>>();
  #compute: (() => HostValues) | null;

  /** @param compute works the numbers out on the host, for callers that cannot wait for `source`; null: it cannot be done */
  constructor(
    readonly size: number,
    source: Source,
    compute: (() => HostValues) | null = null,
  ) {
    this.#compute = compute === null ? null : once(compute);
    this.#bytes = source instanceof Promise ? size * 4 : source.byteLength;
    aliveBytes += this.#bytes;
    if (!(source instanceof Promise)) {
      this.host = source;
      this.#settled = Promise.resolve();
      return;
    }
    this.#settled = source.then((values) => {
      if (!('slab' in values)) this.host ??= values;
      else if (this.#references > 0) this.#made = values;
      else values.slab.destroy();
    });
    // A failure is reported to the callers that read the numbers.
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
    this.#compute = null;
  }

  /** How to have the numbers at once, also after this storage is released; null if they are on the GPU only. */
  get atOnce(): (() => HostValues) | null {
    const { host } = this;
    return host === null ? this.#compute : () => host;
  }

  /** The numbers at once, or null. @throws the error of the computation */
  now(): HostValues | null {
    this.host ??= this.#compute?.() ?? null;
    this.#compute = null;
    return this.host;
  }

  /** The storage may be released while it is being read. */
  async read(): Promise<HostValues> {
    this.share();
    try {
      await this.#settled;
      if (this.host !== null) return this.host;
      if (this.#made === null) throw new TensorError('tensor: was disposed before its numbers were read');
      const { device, slab } = this.#made;
      const values = new Float32Array(await readBytes(device, slab.buffer, 0, this.size * 4));
      this.host = values;
      this.#compute = null;
      return values;
    } finally {
      this.release();
    }
  }

  /**
   * The GPU copy, uploaded if it does not exist. The caller must not destroy it. @throws DeviceLimitError (as a
   * rejection)
   */
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

  /** Resolves once the numbers exist on the host or on the GPU. */
  async arrived(): Promise<void> {
    await this.#settled;
  }

  /** The f32 copy on this device, without an upload; null if there is none. Call only after `arrived()`. */
  residentOn(device: GPUDevice): Slab | null {
    return this.#made?.device === device ? this.#made.slab : null;
  }
}

/** Calls a function at most once. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function uploaded(device: GPUDevice, values: HostValues, form: DeviceForm): Slab {
  const slab = new Slab(`tensor of ${values.length}`, 'tensor');
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

/** The bits of the numbers in this format. */
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

/** writeBuffer needs whole words. All but the last are copied straight from the caller's memory. */
export function write(device: GPUDevice, slab: Slab, values: Float32Array | Uint32Array | Uint8Array): void {
  const whole = values.byteLength - (values.byteLength % 4);
  const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  device.queue.writeBuffer(slab.buffer, 0, bytes, 0, whole);
  if (whole === bytes.length) return;
  const rest = new Uint8Array(4);
  rest.set(bytes.subarray(whole));
  device.queue.writeBuffer(slab.buffer, whole, rest);
}
