// Which operation of a step first makes a number that is not finite. Loaded when one was found.

import { readBytes } from '../gpu/readback';
import type { Graph } from '../graph/graph';
import { compilePlan } from '../graph/plan';
import { bytesOf, sizeOf } from '../graph/tensor';

/** The bits of an f16 that are all set in ±∞ and NaN. */
const F16_EXPONENT = 0x7c00;

/**
 * Runs a step with every result kept. Nothing in it may be fused, so that a dispatch stands for one operation.
 * @returns the label of the dispatch, such as `conv2/forward`; null if all is finite
 */
export async function findNonFinite(device: GPUDevice, graph: Graph): Promise<string | null> {
  for (const { tensors } of graph.dispatches) for (const tensor of Object.values(tensors)) graph.keep(tensor);
  const plan = await compilePlan(device, graph, { share: false });
  try {
    plan.run();
    for (const dispatch of graph.dispatches) {
      for (const [binding, access] of Object.entries(dispatch.kernel.bindings)) {
        const tensor = dispatch.tensors[binding];
        if (access !== 'read_write' || tensor === undefined || dispatch.label.startsWith('loss/record'))
          continue;
        const { shape, dtype } = tensor;
        if (dtype === 'u32') continue;
        const view = plan.view(tensor);
        const bytes = await readBytes(device, view.buffer, view.offsetBytes, bytesOf(shape, dtype));
        const isBroken =
          dtype === 'f16'
            ? new Uint16Array(bytes, 0, sizeOf(shape)).some((bits) => (bits & F16_EXPONENT) === F16_EXPONENT)
            : new Float32Array(bytes).some((value) => !Number.isFinite(value));
        if (isBroken) return dispatch.label;
      }
    }
    return null;
  } finally {
    plan.destroy();
  }
}
