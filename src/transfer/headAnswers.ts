// What a head answers to features that are known already: a forward pass through its few layers, a batch at a time.

import { readFloats } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { compilePlan } from '../graph/plan';
import { shapeText } from '../graph/tensor';
import { defineNetwork } from '../models/network';
import { ParameterStore } from '../models/parameterStore';
import { forwardGraph } from '../train/stepGraph';
import type { Features } from './featureExtractor';
import type { Head } from './featureNetwork';

const BATCH = 32;

/**
 * @returns [rows × classes] probabilities, row by row
 * @throws RangeError if the head is for features of another shape
 */
export async function headAnswers(device: GPUDevice, head: Head, features: Features): Promise<Float32Array> {
  const { values, count, shape, length } = features;
  if (shapeText(shape) !== shapeText(head.input))
    throw new RangeError(`head: is for features of ${shapeText(head.input)}. Received ${shapeText(shape)}`);
  const network = defineNetwork({ name: 'head', input: head.input, layers: head.layers });
  const store = new ParameterStore(device, network);
  for (const [name, numbers] of head.weights) store.write(name, numbers);
  const slab = new Slab('features to answer');
  const forward = forwardGraph(network, store, BATCH, 'outputs', slab);
  slab.allocate(device);
  const plan = await compilePlan(device, forward.graph);
  try {
    const output = forward.results.get(network.outputs[0] ?? '');
    if (output === undefined) throw new Error('head: has no output');
    const classes = head.classNames.length;
    const answers = new Float32Array(count * classes);
    for (let first = 0; first < count; first += BATCH) {
      const rows = Math.min(BATCH, count - first);
      device.queue.writeBuffer(slab.buffer, 0, values, first * length, rows * length);
      plan.run();
      const made = await readFloats(device, plan.view(output));
      answers.set(made.subarray(0, rows * classes), first * classes);
    }
    return answers;
  } finally {
    plan.destroy();
    slab.destroy();
    store.destroy();
  }
}
