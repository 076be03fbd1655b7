// Stored pictures as the bytes that training takes: decoded by the browser, made small on the GPU by the shader that
// also takes live frames, and remembered.

import { EventLoopYielder } from '../gpu/eventLoopYielder';
import { readBytes } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { reserveTensor } from '../graph/graph';
import { viewInSlab } from '../graph/plan';
import { FrameInput } from './frameInput';
import type { LabPicture } from './picture';
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
    const breather = new EventLoopYielder();
    for (const [at, { id }] of pictures.entries()) {
      all.set(this.#known.get(id) ?? new Uint8Array(length), at * length);
      await breather.yieldToEventLoop();
    }
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
    const input = await FrameInput.create(device, viewInSlab(rows));
    const breather = new EventLoopYielder();
    try {
      for (let first = 0; first < pictures.length; first += ROWS) {
        signal?.throwIfAborted();
        const some = pictures.slice(first, first + ROWS);
        // Some milliseconds each: a browser copies the bytes to another process.
        const blobs: Blob[] = [];
        for (const { bytes, type } of some) {
          blobs.push(new Blob([bytes], { type }));
          await breather.yieldToEventLoop();
        }
        const bitmaps = await Promise.all(blobs.map((blob, row) => bitmapOf(blob, some[row]?.name ?? '')));
        for (const [row, image] of bitmaps.entries()) {
          input.write({ image, width: image.width, height: image.height }, {}, row);
          image.close();
          await breather.yieldToEventLoop();
        }
        const values = new Float32Array(await readBytes(device, slab.buffer, 0, some.length * length * 4));
        for (const [row, { id }] of some.entries()) {
          const bytes = new Uint8Array(length);
          for (let i = 0; i < length; i++) bytes[i] = Math.round((values[row * length + i] ?? 0) * 255);
          this.#known.set(id, bytes);
          await breather.yieldToEventLoop();
        }
        onProgress?.(first + some.length, pictures.length);
      }
    } finally {
      input.destroy();
      slab.destroy();
    }
  }
}

/** @throws LabProblem where the bytes are damaged */
async function bitmapOf(blob: Blob, name: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image' });
  } catch (cause) {
    throw new LabProblem({ code: 'broken', name }, { cause });
  }
}
