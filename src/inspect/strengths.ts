// The mean absolute activation of each map of a layer for the displayed picture: a few numbers, read back when the maps
// are sorted by it.

import { readFloats } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { Graph, reserveTensor } from '../graph/graph';
import { compilePlan } from '../graph/plan';
import { sizeOf } from '../graph/tensor';
import { channelStrengths } from '../kernels/inspect/decompose';
import { targetOf } from '../kernels/target';
import type { InspectionContext } from './context';

/** The mean size of each channel of a layer's output. @throws Error if there is no such layer */
export async function strengthsOf(
  { device, network, probe, tools }: Pick<InspectionContext, 'device' | 'network' | 'probe' | 'tools'>,
  name: string,
): Promise<readonly number[]> {
  const view = probe.activation(name);
  const channels = view.shape.at(-1) ?? 1;
  const tool = await tools.get(`strengths/${name}`, async () => {
    const slab = new Slab(`${name}/strengths`, 'strengths');
    const graph = new Graph(`${network.name}/${name} strengths`, targetOf(device));
    const x = reserveTensor('x', view.shape, slab);
    const results = graph.keep(graph.tensor('strengths', [channels]));
    graph.dispatch(
      channelStrengths,
      `${name}/strengths`,
      { positions: sizeOf(view.shape) / channels, channels },
      { x, strengths: results },
    );
    slab.allocate(device);
    const plan = await compilePlan(device, graph);
    return {
      plan,
      x: plan.view(x),
      results: plan.view(results),
      destroy: () => {
        plan.destroy();
        slab.destroy();
      },
    };
  });
  const encoder = device.createCommandEncoder({ label: tool.plan.label });
  const { x } = tool;
  encoder.copyBufferToBuffer(view.buffer, view.offsetBytes, x.buffer, x.offsetBytes, 4 * sizeOf(x.shape));
  const pass = encoder.beginComputePass({ label: tool.plan.label });
  tool.plan.encode(pass);
  pass.end();
  device.queue.submit([encoder.finish()]);
  return [...(await readFloats(device, tool.results))];
}
