// All buffers and textures are created here, for an owner: what is alive now can be counted by owner, so that memory which
// nobody gives back shows, with its name.
//
// Buffers are destroyed while views of them may still exist. A network is replaced at once and its memory freed;
// the code that draws it is notified a little later, and a running explanation may use it even after that. WebGPU
// rejects the whole submit that uses a destroyed buffer, so code that draws or reads checks first.

/** What an owner has: buffers, textures included, and their bytes. */
export interface Owned {
  buffers: number;
  bytes: number;
}

/** By device and owner; a device that is lost or destroyed has nothing more. */
const alive = new Map<GPUDevice, Map<string, Owned>>();

/** Counts a buffer or texture until it is destroyed. */
function count<T extends GPUBuffer | GPUTexture>(
  device: GPUDevice,
  owner: string,
  bytes: number,
  created: T,
): T {
  let owners = alive.get(device);
  if (owners === undefined) {
    alive.set(device, (owners = new Map<string, Owned>()));
    void device.lost.then(() => alive.delete(device));
  }
  let owned = owners.get(owner);
  if (owned === undefined) owners.set(owner, (owned = { buffers: 0, bytes: 0 }));
  const has = owned;
  has.buffers++;
  has.bytes += bytes;
  const destroy = created.destroy.bind(created);
  let counted = 1;
  created.destroy = () => {
    has.buffers -= counted;
    has.bytes -= counted * bytes;
    counted = 0;
    destroy();
  };
  return created;
}

/** @param owner what holds the buffer, and destroys it: by default its label, which then has no names in it that users give */
export function createBuffer(
  device: GPUDevice,
  descriptor: GPUBufferDescriptor & { readonly label: string },
  owner = descriptor.label,
): GPUBuffer {
  device.pushErrorScope('out-of-memory');
  const buffer = device.createBuffer(descriptor);
  // Of a lost device nothing is known.
  failures.set(
    buffer,
    device.popErrorScope().catch(() => null),
  );
  return count(device, owner, descriptor.size, buffer);
}

const failures = new WeakMap<GPUBuffer, Promise<GPUError | null>>();

/** Resolves with an error if there was no memory for a buffer. `allocated` (slab.ts) throws it for several. */
export async function outOfMemory(buffer: GPUBuffer): Promise<GPUError | null> {
  return (await failures.get(buffer)) ?? null;
}

/** A texture of four bytes a pixel, owned by its label. */
export function createTexture(
  device: GPUDevice,
  descriptor: GPUTextureDescriptor & { readonly label: string; readonly size: readonly [number, number] },
): GPUTexture {
  const [width, height] = descriptor.size;
  return count(device, descriptor.label, 4 * width * height, device.createTexture(descriptor));
}

/** What is alive now on one device, or on all, by owner, in alphabetical order. */
export function aliveByOwner(device?: GPUDevice): Readonly<Record<string, Readonly<Owned>>> {
  const found: Record<string, Owned> = {};
  for (const [on, owners] of alive) {
    if (device !== undefined && device !== on) continue;
    for (const [owner, { buffers, bytes }] of [...owners].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (buffers === 0) continue;
      const sum = (found[owner] ??= { buffers: 0, bytes: 0 });
      sum.buffers += buffers;
      sum.bytes += bytes;
    }
  }
  return found;
}

interface Part {
  destroy(): void;
}

/**
 * Creates something of several parts.
 * @param create gives each part to `own`; if it fails, those that it had are destroyed
 */
export async function wholeOrNothing<T>(
  create: (own: <P extends Part>(part: P) => P) => Promise<T>,
): Promise<T> {
  const parts: Part[] = [];
  try {
    return await create((part) => {
      parts.push(part);
      return part;
    });
  } catch (error) {
    for (const part of parts) part.destroy();
    throw error;
  }
}

const destroyed = new WeakSet<GPUBuffer>();

/** Use this instead of `buffer.destroy()` if views of the buffer were handed out. */
export function destroyBuffer(buffer: GPUBuffer): void {
  destroyed.add(buffer);
  buffer.destroy();
}

/** The requested numbers were destroyed together with their network. */
export class DestroyedBufferError extends Error {
  override readonly name = 'DestroyedBufferError';
  constructor(buffer: GPUBuffer) {
    super(`buffer '${buffer.label}': was destroyed before it could be read`);
  }
}

export const isDestroyed = (buffer: GPUBuffer): boolean => destroyed.has(buffer);
