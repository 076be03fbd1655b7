// Plans with so much work that a device would look hung (gpu/workLimits.ts): long dispatches run in parts, and the whole in
// several submits. Loaded for large plans only.

import { PART_BYTES, partsOf, partUniforms, type Part } from '../gpu/partialDispatch';
import type { Compiled, Step } from './plan';

export { partialSource } from '../gpu/partialDispatch';

/** A dispatch in parts. */
export class Parts {
  constructor(
    readonly all: readonly Part[],
    private readonly bindGroup: GPUBindGroup,
  ) {}

  /** @param only one of them; null: all */
  encode(
    pass: GPUComputePassEncoder,
    pipeline: GPUComputePipeline,
    bindGroup: GPUBindGroup,
    only: number | null = null,
  ): void {
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    this.all.forEach(({ groups }, at) => {
      if (only !== null && only !== at) return;
      pass.setBindGroup(1, this.bindGroup, [at * PART_BYTES]);
      pass.dispatchWorkgroups(...groups);
    });
  }
}

/**
 * The parts of a dispatch whose pipeline was compiled for them; null for others.
 * @param most operations of a part
 * @param buffers takes what is created
 */
export function partsOfStep(
  device: GPUDevice,
  { dispatch, partLayout }: Compiled,
  most: number,
  buffers: GPUBuffer[],
): Parts | null {
  if (partLayout === undefined) return null;
  const { label, workgroups, flops } = dispatch;
  const all = partsOf(workgroups, flops / most);
  const buffer = partUniforms(device, label, workgroups, all);
  buffers.push(buffer);
  const entries = [{ binding: 0, resource: { buffer, size: 32 } }];
  return new Parts(all, device.createBindGroup({ label, layout: partLayout, entries }));
}

type Piece = readonly (readonly [step: Step, part: number | null])[];

/** The parts of all dispatches, in order: at most so much work each, unless one part has more. */
function piecesOf(steps: readonly Step[], submitFlops: number): readonly Piece[] {
  const pieces: [Step, number | null][][] = [[]];
  let flops = 0;
  for (const step of steps) {
    const count = step.parts?.all.length ?? 1;
    for (let part = 0; part < count; part++) {
      const more = step.dispatch.flops / count;
      if (flops + more > submitFlops && pieces.at(-1)?.length !== 0) {
        pieces.push([]);
        flops = 0;
      }
      flops += more;
      pieces.at(-1)?.push([step, step.parts === null ? null : part]);
    }
  }
  return pieces;
}

export function runInPieces(
  device: GPUDevice,
  label: string,
  steps: readonly Step[],
  times: number,
  submitFlops: number,
): void {
  const pieces = piecesOf(steps, submitFlops);
  for (let i = 0; i < times; i++) {
    for (const piece of pieces) {
      const encoder = device.createCommandEncoder({ label });
      const pass = encoder.beginComputePass({ label });
      for (const [{ parts, pipeline, bindGroup, dispatch }, part] of piece) {
        if (parts !== null) {
          parts.encode(pass, pipeline, bindGroup, part);
          continue;
        }
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindGroup);
        pass.dispatchWorkgroups(...dispatch.workgroups);
      }
      pass.end();
      device.queue.submit([encoder.finish()]);
    }
  }
}
