// Stored pictures as the bytes that training takes: decoded by the browser, made small on the GPU by the shader that
// also takes live frames, and remembered.

import { readBytes } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { reserveTensor } from '../graph/graph';
import { viewOf } from '../train/boundKernel';
import { FrameInput } from './frameInput';
import type { LabPicture } from './library';
import { LabProblem } from './problem';

/** Pictures between two readings. */
const ROWS = 16;

export interface PixelOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Where the bytes of pictures come from. */
export type PixelSource = Pick<Pixels, 'size' | 'of'>;

/** Of one size; goes on where it was broken off. */
export class Pixels {
  readonly #known = new Map<string, Uint8Array>();

  constructor(readonly size: number) {}

  /**
   * @returns [pictures × size × size × 3] bytes, in the order given
   * @throws LabProblem where a picture can no longer be decoded; the signal's reason
   */
  async of(
    device: GPUDevice,
    pictures: readonly LabPicture[],
    { onProgress, signal }: PixelOptions = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    const wanted = pictures.filter(({ id }) => !this.#known.has(id));
    if (wanted.length > 0)
      await this.#read(device, wanted, { ...(onProgress && { onProgress }), ...(signal && { signal }) });
    const length = this.size * this.size * 3;
    const all = new Uint8Array(pictures.length * length);
    pictures.forEach(({ id }, at) => all.set(this.#known.get(id) ?? new Uint8Array(length), at * length));
    return all;
  }

  /** Forgets pictures that are gone for good. */
  keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
  }

  async #read(
    device: GPUDevice,
    pictures: readonly LabPicture[],
    { onProgress, signal }: PixelOptions,
  ): Promise<void> {
    const { size } = this;
    const length = size * size * 3;
    const slab = new Slab('lab pictures');
    const rows = reserveTensor('lab pictures', [ROWS, size, size, 3], slab);
    slab.allocate(device);
    const input = await FrameInput.create(device, viewOf(rows));
    try {
      for (let first = 0; first < pictures.length; first += ROWS) {
        signal?.throwIfAborted();
        const some = pictures.slice(first, first + ROWS);
        const bitmaps = await Promise.all(some.map((picture) => bitmapOf(picture)));
        bitmaps.forEach((image, row) => {
          input.write({ image, width: image.width, height: image.height }, {}, row);
          image.close();
        });
        const values = new Float32Array(await readBytes(device, slab.buffer, 0, some.length * length * 4));
        some.forEach(({ id }, row) => {
          const bytes = new Uint8Array(length);
          for (let i = 0; i < length; i++) bytes[i] = Math.round((values[row * length + i] ?? 0) * 255);
          this.#known.set(id, bytes);
        });
        onProgress?.(first + some.length, pictures.length);
      }
    } finally {
      input.destroy();
      slab.destroy();
    }
  }
}

/** @throws LabProblem where the bytes are damaged */
export async function bitmapOf({ bytes, type, name }: LabPicture): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([bytes], { type }), { imageOrientation: 'from-image' });
  } catch (cause) {
    throw new LabProblem({ code: 'broken', name }, { cause });
  }
}
