// The predictions of a network for every picture of a data set: the probabilities of all classes, by forward passes
// over batches that the host uploads, gathered on the GPU and read back once.

import { createBuffer, wholeOrNothing } from '../gpu/buffers';
import { readBytes } from '../gpu/readback';
import { Slab } from '../gpu/slab';
import { waitForSubmittedWork } from '../gpu/waits';
import { compilePlan, type Plan } from '../graph/plan';
import { sizeOf } from '../graph/tensor';
import type { ImageDataset } from '../data/imageDataset';
import type { Network } from '../models/network';
import type { ForwardParameters } from '../models/parameterStore';
import type { Evaluation } from './evaluator';
import { forwardBatch } from './memory';
import { forwardGraph, type ForwardGraph } from './stepGraph';

/** Batches in flight: few enough for the page to stay responsive on a slow device. */
const AHEAD = 4;

export interface AnswersOptions {
  /** Called with the share done, 0…1. */
  readonly onProgress?: (fraction: number) => void;
  /** Called repeatedly; prediction is cancelled when it returns false. */
  readonly wanted?: () => boolean;
}

export class TestAnswers {
  private constructor(
    private readonly device: GPUDevice,
    private readonly forward: ForwardGraph,
    private readonly plan: Plan,
    private readonly slab: Slab,
    private readonly output: string,
    private readonly batch: number,
  ) {}

  /** @param batch pictures per batch; absent: 128, or fewer where maps are large */
  static async create(
    device: GPUDevice,
    network: Network,
    store: ForwardParameters,
    batch = forwardBatch(network),
  ): Promise<TestAnswers> {
    const slab = new Slab('test pictures');
    const forward = forwardGraph(network, store, batch, 'outputs', slab);
    return wholeOrNothing(async (own) => {
      own(slab).allocate(device);
      const plan = await compilePlan(device, forward.graph);
      return new TestAnswers(device, forward, plan, slab, network.outputs[0] ?? '', batch);
    });
  }

  /** @returns [count × classes] probabilities, row by row; null if it was cancelled */
  async run(
    { images, count, height, width, channels }: ImageDataset,
    { onProgress, wanted }: AnswersOptions = {},
  ): Promise<Float32Array | null> {
    const { device, plan, batch: rows } = this;
    const [input] = this.forward.inputs;
    const result = this.forward.results.get(this.output);
    if (input === undefined || result === undefined)
      throw new Error('test answers: the network has no output');
    const [from, to] = [plan.view(result), plan.view(input)];
    const size = height * width * channels;
    const classes = sizeOf(result.shape) / rows;
    const batches = Math.ceil(count / rows);
    const collected = createBuffer(device, {
      label: 'test answers',
      size: batches * rows * classes * 4,
      usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    });
    try {
      const pixels = new Float32Array(rows * size);
      for (let batch = 0; batch < batches; batch++) {
        if (wanted?.() === false) return null;
        const bytes = images.subarray(batch * rows * size, Math.min(count, (batch + 1) * rows) * size);
        // Scaled as on the GPU: times 1/255, in f32.
        bytes.forEach((value, i) => (pixels[i] = value * Math.fround(1 / 255)));
        device.queue.writeBuffer(to.buffer, to.offsetBytes, pixels);
        plan.run();
        const encoder = device.createCommandEncoder({ label: 'test answers' });
        const rowBytes = rows * classes * 4;
        encoder.copyBufferToBuffer(from.buffer, from.offsetBytes, collected, batch * rowBytes, rowBytes);
        device.queue.submit([encoder.finish()]);
        if (batch % AHEAD === AHEAD - 1) {
          await waitForSubmittedWork(device);
          onProgress?.((batch + 1) / batches);
        }
      }
      const bytes = await readBytes(device, collected, 0, count * classes * 4);
      onProgress?.(1);
      return new Float32Array(bytes);
    } finally {
      collected.destroy();
    }
  }

  destroy(): void {
    this.plan.destroy();
    this.slab.destroy();
  }
}

/** A smaller probability counts as this one, so that the loss stays finite; Keras's epsilon. */
const LEAST_PROBABILITY = 1e-7;

/**
 * Mean cross-entropy and accuracy of the answers.
 * @param probabilities [pictures × classes], row by row
 */
export function evaluationOf(labels: ArrayLike<number>, probabilities: Float32Array): Evaluation {
  const samples = labels.length;
  const classes = probabilities.length / samples;
  let [loss, right] = [0, 0];
  for (let n = 0; n < samples; n++) {
    const label = labels[n] ?? 0;
    loss -= Math.log(Math.max(LEAST_PROBABILITY, probabilities[n * classes + label] ?? NaN));
    if (answerAt(probabilities, n, classes).answer === label) right++;
  }
  return { loss: loss / samples, accuracy: right / samples, samples };
}

/** The class with the largest of the `classes` probabilities in a row; the first of equals. */
export function answerAt(
  probabilities: Float32Array,
  row: number,
  classes: number,
): { readonly answer: number; readonly probability: number } {
  const own = probabilities.subarray(row * classes, (row + 1) * classes);
  const probability = Math.max(...own);
  return { answer: own.indexOf(probability), probability };
}
