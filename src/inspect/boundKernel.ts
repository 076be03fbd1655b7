// Runs one kernel on existing tensors of other plans or slabs: for small, occasional requests that need no graph of
// their own.

import { sizeOf } from '../gpu/shape';
import { PipelineCache } from '../gpu/pipelines';
import type { TensorView } from '../gpu/tensorView';
import type { Kernel } from '../kernels/kernel';
import { targetOf } from '../kernels/target';

export interface BoundKernel {
  encode(pass: GPUComputePassEncoder): void;
}

/** @throws ShaderError, or an Error with WebGPU's validation message */
export async function bindKernel<Params, Binding extends string>(
  device: GPUDevice,
  kernel: Kernel<Params, Binding>,
  params: Params,
  views: Readonly<Record<Binding, TensorView>>,
): Promise<BoundKernel> {
  const { source, constants, workgroups } = kernel.plan(params, targetOf(device));
  const names = Object.keys(kernel.bindings) as Binding[];
  const accesses = names.map((name) => kernel.bindings[name]);
  const { pipeline, layout } = await PipelineCache.of(device).compute({
    name: kernel.name,
    source,
    constants,
    accesses,
  });
  const entries = names.map((name, binding): GPUBindGroupEntry => {
    const { buffer, offsetBytes, shape } = views[name];
    const size = 4 * sizeOf(shape);
    return { binding, resource: { buffer, offset: offsetBytes, size } };
  });
  const bindGroup = device.createBindGroup({ label: kernel.name, layout, entries });
  return {
    encode(pass) {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(...workgroups);
    },
  };
}

/** Runs kernels in sequence, in one submit. */
export function runKernels(device: GPUDevice, label: string, kernels: readonly BoundKernel[]): void {
  const encoder = device.createCommandEncoder({ label });
  const pass = encoder.beginComputePass({ label });
  for (const kernel of kernels) kernel.encode(pass);
  pass.end();
  device.queue.submit([encoder.finish()]);
}
