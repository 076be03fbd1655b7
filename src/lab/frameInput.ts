// Pictures and video frames onto the GPU and into the input of a network (shaders/lab/frame.wgsl). Stored pictures are
// made small by the same shader as live ones, so a network sees both in the same way. A camera may be *shown* as in a mirror; what the
// network sees, recorded or live, is not: a picture file, a camera of the other side and one of another device show it the same.

import frameWgsl from '../../shaders/lab/frame.wgsl?raw';
import { createBuffer, createTexture } from '../gpu/buffers';
import type { TensorView } from '../gpu/tensorView';

export type Background = 'own' | 'grey' | 'stripes' | 'green' | 'white';
export const BACKGROUNDS: readonly Background[] = ['own', 'grey', 'stripes', 'green', 'white'];

/** How a frame is looked at. */
export interface FrameView {
  /** A grey square: left, top and side as parts of the picture's. */
  readonly cover?: { readonly left: number; readonly top: number; readonly side: number } | null;
  readonly background?: Background;
  /** Of the circle that the background leaves alone, as a part of the picture's side. */
  readonly radius?: number;
  /** Dark and bright change places. */
  readonly invert?: boolean;
}

export interface FrameSource {
  readonly image: GPUCopyExternalImageSource;
  readonly width: number;
  readonly height: number;
}

const SETTINGS_BYTES = 64;
const GROUP = 8;

export class FrameInput {
  #texture: GPUTexture | null = null;
  #bindGroup: GPUBindGroup | null = null;

  private constructor(
    private readonly device: GPUDevice,
    /** [rows, height, width, channels] or [height, width, channels]: colour, or grey for one channel */
    private readonly target: TensorView,
    private readonly pipeline: GPUComputePipeline,
    private readonly settings: GPUBuffer,
  ) {}

  /** [height, width, channels] of what is written. */
  get shape(): readonly [height: number, width: number, channels: number] {
    const [height = 1, width = 1, channels = 3] = this.target.shape.slice(-3);
    return [height, width, channels];
  }

  static async create(device: GPUDevice, target: TensorView): Promise<FrameInput> {
    const layout = device.createBindGroupLayout({
      label: 'lab/frame',
      entries: [
        { binding: 0, visibility: GPUShaderStage.COMPUTE, texture: { sampleType: 'float' } },
        { binding: 1, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform' } },
        { binding: 2, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'storage' } },
      ],
    });
    const pipeline = await device.createComputePipelineAsync({
      label: 'lab/frame',
      layout: device.createPipelineLayout({ label: 'lab/frame', bindGroupLayouts: [layout] }),
      compute: {
        module: device.createShaderModule({ label: 'lab/frame', code: frameWgsl }),
        entryPoint: 'main',
      },
    });
    const settings = createBuffer(device, {
      label: 'lab/frame settings',
      size: SETTINGS_BYTES,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    return new FrameInput(device, target, pipeline, settings);
  }

  /** The middle of a frame, of the target's proportions, written into a row of it. Nothing is waited for. */
  write({ image, width, height }: FrameSource, view: FrameView = {}, row = 0): void {
    const { device } = this;
    const bindGroup = this.#bound(width, height);
    const texture = this.#texture;
    if (texture === null) return;
    device.queue.copyExternalImageToTexture({ source: image }, { texture }, [width, height]);
    device.queue.writeBuffer(this.settings, 0, settingsOf(width, height, this.shape, view, row));
    const encoder = device.createCommandEncoder({ label: 'lab/frame' });
    const pass = encoder.beginComputePass({ label: 'lab/frame' });
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, bindGroup);
    const [rows, columns] = this.shape;
    pass.dispatchWorkgroups(Math.ceil(columns / GROUP), Math.ceil(rows / GROUP));
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  /** A texture of the frame's size: made anew when another size comes. */
  #bound(width: number, height: number): GPUBindGroup {
    if (this.#bindGroup && this.#texture?.width === width && this.#texture.height === height)
      return this.#bindGroup;
    const { device, target } = this;
    this.#texture?.destroy();
    this.#texture = createTexture(device, {
      label: 'lab/frame',
      size: [width, height],
      format: 'rgba8unorm',
      // Copies from external images need a render target.
      usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST | GPUTextureUsage.RENDER_ATTACHMENT,
    });
    const bytes = 4 * target.shape.reduce((product, length) => product * length, 1);
    return (this.#bindGroup = device.createBindGroup({
      label: 'lab/frame',
      layout: this.pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: this.#texture.createView() },
        { binding: 1, resource: { buffer: this.settings } },
        { binding: 2, resource: { buffer: target.buffer, offset: target.offsetBytes, size: bytes } },
      ],
    }));
  }

  destroy(): void {
    this.#texture?.destroy();
    this.settings.destroy();
  }
}

function settingsOf(
  width: number,
  height: number,
  [rows, columns, channels]: readonly [number, number, number],
  { cover = null, background = 'own', radius = 1, invert = false }: FrameView,
  row: number,
): ArrayBuffer {
  const bytes = new ArrayBuffer(SETTINGS_BYTES);
  const wide = Math.min(width, (height * columns) / rows);
  const high = (wide * rows) / columns;
  new Float32Array(bytes, 0, 3).set([(width - wide) / 2, (height - high) / 2, wide]);
  new Uint32Array(bytes, 12, 1)[0] = row;
  new Float32Array(bytes, 16, 4).set([cover?.left ?? 0, cover?.top ?? 0, cover?.side ?? 0, radius]);
  new Uint32Array(bytes, 32, 5).set([
    BACKGROUNDS.indexOf(background),
    ...[rows, columns, channels, Number(invert)],
  ]);
  return bytes;
}
