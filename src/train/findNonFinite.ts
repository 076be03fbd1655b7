// Which operation of a step first makes a number that is not finite. Loaded when one was found.

import { readBytes } from '../gpu/readback';
import { sizeOf } from '../gpu/shape';
import type { Graph } from '../graph/graph';
import { compilePlan } from '../graph/plan';

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
        if (access !== 'read_write' || tensor?.dtype !== 'f32' || dispatch.label.startsWith('loss/record'))
          continue;
        const view = plan.view(tensor);
        const size = sizeOf(tensor.shape) * 4;
        const values = new Float32Array(await readBytes(device, view.buffer, view.offsetBytes, size));
        if (values.some((value) => !Number.isFinite(value))) return dispatch.label;
      }
    }
    return null;
  } finally {
    plan.destroy();
  }
}
