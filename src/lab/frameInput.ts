// Pictures and video frames onto the GPU and into the input of a network (shaders/lab/frame.wgsl). Stored pictures are
// made small by the same shader as live ones, so a network sees both in the same way.

import frameWgsl from '../../shaders/lab/frame.wgsl?raw';
import type { TensorView } from '../gpu/tensorView';

export type Background = 'own' | 'grey' | 'stripes' | 'green' | 'white';
export const BACKGROUNDS: readonly Background[] = ['own', 'grey', 'stripes', 'green', 'white'];

/** How a frame is looked at. */
export interface FrameView {
  readonly mirror?: boolean;
  /** A grey square: left, top and side as parts of the picture's. */
  readonly cover?: { readonly left: number; readonly top: number; readonly side: number } | null;
  readonly background?: Background;
  /** Of the circle that the background leaves alone, as a part of the picture's side. */
  readonly radius?: number;
}

export interface FrameSource {
  readonly image: GPUCopyExternalImageSource;
  readonly width: number;
  readonly height: number;
}

const SETTINGS_BYTES = 48;
const GROUP = 8;

export class FrameInput {
  #texture: GPUTexture | null = null;
  #bindGroup: GPUBindGroup | null = null;

  private constructor(
    private readonly device: GPUDevice,
    /** [rows, size, size, 3] or [size, size, 3] */
    private readonly target: TensorView,
    private readonly pipeline: GPUComputePipeline,
    private readonly settings: GPUBuffer,
    private readonly size: number,
  ) {}

  static async create(device: GPUDevice, target: TensorView): Promise<FrameInput> {
    const size = target.shape.at(-2) ?? 1;
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
    const settings = device.createBuffer({
      label: 'lab/frame settings',
      size: SETTINGS_BYTES,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST,
    });
    return new FrameInput(device, target, pipeline, settings, size);
  }

  /** The central square of a frame, written into a row of the target. Nothing is waited for. */
  write({ image, width, height }: FrameSource, view: FrameView = {}, row = 0): void {
    const { device } = this;
    const bindGroup = this.#bound(width, height);
    const texture = this.#texture;
    if (texture === null) return;
    device.queue.copyExternalImageToTexture({ source: image }, { texture }, [width, height]);
    device.queue.writeBuffer(this.settings, 0, settingsOf(width, height, this.size, view, row));
    const encoder = device.createCommandEncoder({ label: 'lab/frame' });
    const pass = encoder.beginComputePass({ label: 'lab/frame' });
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, bindGroup);
    const groups = Math.ceil(this.size / GROUP);
    pass.dispatchWorkgroups(groups, groups);
    pass.end();
    device.queue.submit([encoder.finish()]);
  }

  /** A texture of the frame's size: made anew when another size comes. */
  #bound(width: number, height: number): GPUBindGroup {
    if (this.#bindGroup && this.#texture?.width === width && this.#texture.height === height)
      return this.#bindGroup;
    const { device, target } = this;
    this.#texture?.destroy();
    this.#texture = device.createTexture({
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
  size: number,
  { mirror = false, cover = null, background = 'own', radius = 1 }: FrameView,
  row: number,
): ArrayBuffer {
  const bytes = new ArrayBuffer(SETTINGS_BYTES);
  const side = Math.min(width, height);
  new Float32Array(bytes, 0, 3).set([(width - side) / 2, (height - side) / 2, side]);
  new Uint32Array(bytes, 12, 1)[0] = Number(mirror);
  new Float32Array(bytes, 16, 3).set([cover?.left ?? 0, cover?.top ?? 0, cover?.side ?? 0]);
  new Uint32Array(bytes, 28, 1)[0] = row;
  new Float32Array(bytes, 32, 1)[0] = radius;
  new Uint32Array(bytes, 36, 2).set([BACKGROUNDS.indexOf(background), size]);
  return bytes;
}
