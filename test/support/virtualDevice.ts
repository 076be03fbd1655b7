// A device that computes zeros, on a virtual queue: for what is decided by the clock.

import { VirtualQueue, type Lateness } from './virtualQueue';

export interface VirtualDeviceOptions {
  readonly lateness: Lateness;
  /** Milliseconds of one dispatch of a shader. */
  readonly msOf: (code: string) => number;
  readonly info?: Partial<GPUAdapterInfo>;
  readonly features?: readonly string[];
  readonly limits?: Readonly<Record<string, number>>;
  /** Whether a shader compiles. */
  readonly compiles?: (code: string) => boolean;
}

export interface VirtualDevice {
  readonly device: GPUDevice;
  readonly queue: VirtualQueue;
}

export function virtualDevice({
  lateness,
  msOf,
  info = {},
  features = [],
  limits = {},
  compiles = () => true,
}: VirtualDeviceOptions): VirtualDevice {
  const queue = new VirtualQueue(lateness);
  const buffer = ({ size }: { size: number }): unknown => ({
    size,
    mapAsync: () => queue.onSubmittedWorkDone(),
    getMappedRange: (offset = 0, bytes = size - offset) => new ArrayBuffer(bytes),
    unmap: () => undefined,
    destroy: () => undefined,
  });
  const encoder = (): unknown => ({
    beginComputePass: () => {
      let pipelineMs = 0;
      return {
        setPipeline: ({ ms }: { ms: number }) => (pipelineMs = ms),
        setBindGroup: () => undefined,
        dispatchWorkgroups: () => (queue.recordedMs += pipelineMs),
        end: () => undefined,
      };
    },
    clearBuffer: () => undefined,
    copyBufferToBuffer: () => undefined,
    finish: () => null,
  });
  const device = {
    adapterInfo: info,
    features: new Set(features),
    limits: { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27, ...limits },
    lost: new Promise(() => undefined),
    queue: Object.assign(queue, { writeBuffer: () => undefined }),
    createBuffer: buffer,
    createCommandEncoder: encoder,
    createBindGroup: () => ({}),
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createShaderModule: ({ code }: { code: string }) => ({
      code,
      getCompilationInfo: () => Promise.resolve({ messages: [] }),
    }),
    createComputePipelineAsync: ({ compute }: { compute: { module: { code: string } } }) =>
      compiles(compute.module.code)
        ? Promise.resolve({ ms: msOf(compute.module.code) })
        : Promise.reject(new Error('no subgroups after all')),
    pushErrorScope: () => undefined,
    popErrorScope: () => Promise.resolve(null),
  };
  return { device: device as unknown as GPUDevice, queue };
}
