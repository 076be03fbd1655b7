// Paints tiles on canvases with one render pipeline (shaders/draw/tiles.wgsl). Everything that changed in a
// frame goes to the GPU in one submit: a pass per canvas, a draw per tensor, an instance per tile.

import { createBuffer, isDestroyed } from '../gpu/buffers';
import { sizeOf } from '../gpu/shape';
import source from '../../shaders/draw/tiles.wgsl?raw';
import type { TensorView } from '../gpu/tensorView';
import { mapIndex, packColourMaps, placing, type ColourMap, type Domain } from './colourMaps';
import type { Slice } from './slices';

export interface Tile {
  /** Place on the canvas in device pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly slice: Slice;
  readonly map: ColourMap;
  readonly domain: Domain;
  /**
   * `bars`: a horizontal bar per row, as long as its value. `picture`: three numbers a cell, red, green and blue, each from
   * dark to bright over the domain; of the map only whether zero is the middle counts (then it is mid grey).
   */
  readonly kind?: 'cells' | 'bars' | 'picture';
}

export interface TileGroup {
  readonly tensor: TensorView;
  readonly tiles: readonly Tile[];
}

const INSTANCE_BYTES = 64;
const BIND_ALIGNMENT = 256;

/** A canvas and the tiles on it. Owned by an element; painted by a `Painter`. */
export class Surface {
  dirty = true;
  groups: readonly TileGroup[] = [];
  constructor(readonly canvas: HTMLCanvasElement) {}

  set(groups: readonly TileGroup[]): void {
    this.groups = groups;
    this.dirty = true;
  }

  /** @param width in device pixels */
  resize(width: number, height: number): void {
    const [wide, high] = [Math.max(1, Math.round(width)), Math.max(1, Math.round(height))];
    if (this.canvas.width === wide && this.canvas.height === high) return;
    this.canvas.width = wide;
    this.canvas.height = high;
    this.dirty = true;
  }
}

/** What a painter holds on the GPU for one surface. */
interface Prepared {
  readonly context: GPUCanvasContext;
  readonly view: GPUBuffer;
  readonly shared: GPUBindGroup;
  groups: readonly TileGroup[] | null;
  draws: readonly Draw[];
  instances: GPUBuffer | null;
  width: number;
  height: number;
}

/** The binding offset of a tensor (a multiple of 256 bytes), and the remaining numbers to skip. */
export function bindingStart(offsetBytes: number): { start: number; skip: number } {
  const start = Math.floor(offsetBytes / BIND_ALIGNMENT) * BIND_ALIGNMENT;
  return { start, skip: (offsetBytes - start) / 4 };
}

/** The instance buffer for the groups, in their order. */
export function packTiles(groups: readonly TileGroup[]): ArrayBuffer {
  const tiles = groups.reduce((sum, group) => sum + group.tiles.length, 0);
  const packed = new ArrayBuffer(Math.max(1, tiles) * INSTANCE_BYTES);
  let at = 0;
  for (const group of groups) {
    const { skip } = bindingStart(group.tensor.offsetBytes);
    for (const { x, y, width, height, slice, map, domain, kind = 'cells' } of group.tiles) {
      new Float32Array(packed, at, 4).set([x, y, width, height]);
      const { scale, offset } = placing(map.centred, domain);
      new Uint32Array(packed, at + 16, 9).set([
        slice.rows,
        slice.columns,
        slice.rowStride,
        // A row of bars is one value, the first of its row.
        kind === 'bars' ? 0 : slice.columnStride,
        skip + slice.base,
        mapIndex(map.name, map.theme),
        kind === 'bars' ? 1 : 0,
        slice.extent,
        slice.channelStride ?? 1,
      ]);
      new Float32Array(packed, at + 52, 2).set([scale, offset]);
      at += INSTANCE_BYTES;
    }
  }
  return packed;
}

/** Neighbouring tiles of one tensor that one pipeline draws. */
interface Draw {
  readonly tensor: TensorView;
  readonly pipeline: keyof Pipelines;
  readonly first: number;
  count: number;
}

function drawsOf(groups: readonly TileGroup[]): readonly Draw[] {
  const draws: Draw[] = [];
  let first = 0;
  for (const { tensor, tiles } of groups) {
    for (const { kind } of tiles) {
      const pipeline = kind === 'picture' ? 'picture' : 'coloured';
      const last = draws.at(-1);
      if (last?.tensor === tensor && last.pipeline === pipeline) last.count++;
      else draws.push({ tensor, pipeline, first, count: 1 });
      first++;
    }
  }
  return draws;
}

interface TileShader {
  readonly format: GPUTextureFormat;
  readonly sharedLayout: GPUBindGroupLayout;
  readonly tensorLayout: GPUBindGroupLayout;
  readonly pipelines: Promise<Pipelines>;
}

/** For numbers as colours or bars, and for pictures in colour. */
type Pipelines = Readonly<Record<'coloured' | 'picture', GPURenderPipeline>>;

const shaders = new WeakMap<GPUDevice, TileShader>();

/** The shader that draws tiles, compiled once a device. */
function tileShader(device: GPUDevice): TileShader {
  const known = shaders.get(device);
  if (known) return known;
  const format = navigator.gpu.getPreferredCanvasFormat();
  const sharedLayout = device.createBindGroupLayout({
    label: 'draw/shared',
    entries: [
      { binding: 0, visibility: GPUShaderStage.VERTEX, buffer: { type: 'uniform' } },
      { binding: 1, visibility: GPUShaderStage.FRAGMENT, buffer: { type: 'uniform' } },
    ],
  });
  const tensorLayout = device.createBindGroupLayout({
    label: 'draw/tensor',
    entries: [{ binding: 0, visibility: GPUShaderStage.FRAGMENT, buffer: { type: 'read-only-storage' } }],
  });
  const module = device.createShaderModule({ label: 'draw/tiles', code: source });
  const attributes: GPUVertexAttribute[] = [
    { shaderLocation: 0, offset: 0, format: 'float32x4' },
    { shaderLocation: 1, offset: 16, format: 'uint32x4' },
    { shaderLocation: 2, offset: 32, format: 'uint32x4' },
    { shaderLocation: 3, offset: 48, format: 'uint32' },
    { shaderLocation: 4, offset: 52, format: 'float32x2' },
  ];
  const layout = device.createPipelineLayout({
    label: 'draw/tiles',
    bindGroupLayouts: [sharedLayout, tensorLayout],
  });
  const compile = (entryPoint: keyof Pipelines): Promise<GPURenderPipeline> =>
    device.createRenderPipelineAsync({
      label: `draw/tiles/${entryPoint}`,
      layout,
      vertex: {
        module,
        entryPoint: 'corner',
        buffers: [{ arrayStride: INSTANCE_BYTES, stepMode: 'instance', attributes }],
      },
      fragment: { module, entryPoint, targets: [{ format }] },
      primitive: { topology: 'triangle-strip' },
    });
  const pipelines = Promise.all([compile('coloured'), compile('picture')]).then(([coloured, picture]) => ({
    coloured,
    picture,
  }));
  const shader = { format, sharedLayout, tensorLayout, pipelines };
  shaders.set(device, shader);
  return shader;
}

/** Compiles it before there is anything to draw. A failure is reported by the painter. */
export function compileTiles(device: GPUDevice): void {
  tileShader(device).pipelines.catch(() => undefined);
}

export class Painter {
  #pipelines: Pipelines | null = null;
  readonly #format: GPUTextureFormat;
  readonly #sharedLayout: GPUBindGroupLayout;
  readonly #colours: GPUBuffer;
  readonly #prepared = new Map<Surface, Prepared>();
  readonly #bindGroups = new WeakMap<GPUBuffer, Map<string, GPUBindGroup>>();
  /** Resolves when the first frame can be painted. */
  readonly ready: Promise<void>;

  constructor(readonly device: GPUDevice) {
    const { format, sharedLayout, pipelines } = tileShader(device);
    this.#format = format;
    this.#sharedLayout = sharedLayout;
    const colours = packColourMaps();
    this.#colours = createBuffer(device, {
      label: 'draw/colours',
      size: colours.byteLength,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    device.queue.writeBuffer(this.#colours, 0, colours);
    this.ready = pipelines.then((compiled) => void (this.#pipelines = compiled));
  }

  get isReady(): boolean {
    return this.#pipelines !== null;
  }

  /** Paints the surfaces in one submit; those whose tensors are destroyed stay dirty. Does nothing until `ready`. */
  paint(surfaces: Iterable<Surface>): void {
    const pipelines = this.#pipelines;
    if (!pipelines) return;
    const encoder = this.device.createCommandEncoder({ label: 'draw/frame' });
    let passes = 0;
    for (const surface of surfaces) {
      // Its tensors are gone and others not shown yet: the canvas keeps its picture, and is painted once they are.
      if (surface.groups.some(({ tensor, tiles }) => tiles.length > 0 && isDestroyed(tensor.buffer)))
        continue;
      const prepared = this.#prepare(surface);
      if (!prepared) continue;
      const texture = prepared.context.getCurrentTexture();
      const pass = encoder.beginRenderPass({
        label: 'draw/tiles',
        colorAttachments: [
          { view: texture.createView(), loadOp: 'clear', storeOp: 'store', clearValue: [0, 0, 0, 0] },
        ],
      });
      pass.setBindGroup(0, prepared.shared);
      pass.setVertexBuffer(0, prepared.instances);
      for (const { tensor, pipeline, first, count } of prepared.draws) {
        pass.setPipeline(pipelines[pipeline]);
        pass.setBindGroup(1, this.#bindGroup(tensor));
        pass.draw(4, count, 0, first);
      }
      pass.end();
      surface.dirty = false;
      passes++;
    }
    if (passes > 0) this.device.queue.submit([encoder.finish()]);
  }

  #prepare(surface: Surface): Prepared | null {
    const { canvas } = surface;
    let prepared = this.#prepared.get(surface);
    if (!prepared) {
      const context = canvas.getContext('webgpu');
      if (!context) return null;
      context.configure({ device: this.device, format: this.#format, alphaMode: 'premultiplied' });
      const view = createBuffer(this.device, {
        label: 'draw/view',
        size: 16,
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
      });
      const shared = this.device.createBindGroup({
        label: 'draw/shared',
        layout: this.#sharedLayout,
        entries: [
          { binding: 0, resource: { buffer: view } },
          { binding: 1, resource: { buffer: this.#colours } },
        ],
      });
      prepared = { context, view, shared, groups: null, draws: [], instances: null, width: 0, height: 0 };
      this.#prepared.set(surface, prepared);
    }
    if (prepared.width !== canvas.width || prepared.height !== canvas.height) {
      prepared.width = canvas.width;
      prepared.height = canvas.height;
      this.device.queue.writeBuffer(prepared.view, 0, new Float32Array([canvas.width, canvas.height, 0, 0]));
    }
    if (prepared.groups !== surface.groups) this.#upload(surface, prepared);
    return prepared;
  }

  #upload(surface: Surface, prepared: Prepared): void {
    const packed = packTiles(surface.groups);
    if (!prepared.instances || prepared.instances.size < packed.byteLength) {
      prepared.instances?.destroy();
      prepared.instances = createBuffer(this.device, {
        label: 'draw/tiles',
        size: packed.byteLength,
        usage: GPUBufferUsage.VERTEX | GPUBufferUsage.COPY_DST,
      });
    }
    this.device.queue.writeBuffer(prepared.instances, 0, packed);
    prepared.groups = surface.groups;
    prepared.draws = drawsOf(surface.groups);
  }

  #bindGroup(tensor: TensorView): GPUBindGroup {
    const { start } = bindingStart(tensor.offsetBytes);
    const end = tensor.offsetBytes + 4 * sizeOf(tensor.shape);
    const key = `${start}-${end}`;
    let ofBuffer = this.#bindGroups.get(tensor.buffer);
    if (!ofBuffer) {
      ofBuffer = new Map<string, GPUBindGroup>();
      this.#bindGroups.set(tensor.buffer, ofBuffer);
    }
    let group = ofBuffer.get(key);
    if (!group) {
      group = this.device.createBindGroup({
        label: `draw/${tensor.label}`,
        layout: tileShader(this.device).tensorLayout,
        entries: [{ binding: 0, resource: { buffer: tensor.buffer, offset: start, size: end - start } }],
      });
      ofBuffer.set(key, group);
    }
    return group;
  }

  /** Forgets a surface and frees what was held for it. */
  release(surface: Surface): void {
    const prepared = this.#prepared.get(surface);
    if (!prepared) return;
    prepared.context.unconfigure();
    prepared.view.destroy();
    prepared.instances?.destroy();
    this.#prepared.delete(surface);
  }

  destroy(): void {
    for (const surface of [...this.#prepared.keys()]) this.release(surface);
    this.#colours.destroy();
  }
}
