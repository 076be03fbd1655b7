// What `npm run train -- --f16` finds out after training with weights rounded to f16: what the test set loses by them.

import { sizeOf } from '../gpu/shape';
import { Predictor } from '../api/predictor';
import { readSamples } from '../api/samples';
import type { DeviceDataset } from '../data/deviceDataset';
import type { ImageDataset } from '../data/imageDataset';
import { readBytes } from '../gpu/readback';
import { HalfParameters, HalfRangeError } from '../models/halfParameters';
import type { ForwardParameters } from '../models/parameterStore';
import type { Trainer } from '../train/trainer';

export interface HalfMeasures {
  /** With f16 weights, 0…1. */
  readonly testAccuracy: number;
  readonly testLoss: number;
  /** Between the outputs with f32 and with f16 weights, over all test pictures and classes. */
  readonly largestDifference: number;
  /** Parameters on the GPU, as f32 and with f16 weights. */
  readonly bytes: number;
  readonly bytesF32: number;
}

/** `refused`: why there are no f16 weights. */
export type HalfResult = HalfMeasures | { readonly refused: string };

/** Pictures whose numbers are on the host at a time. */
const PICTURES = 2048;

/** The network stays as it is, whatever comes of it. */
export async function evaluateHalf(
  trainer: Trainer,
  test: ImageDataset,
  testData: DeviceDataset,
  batchSize: number,
): Promise<HalfResult> {
  const { store } = trainer;
  const half = await HalfParameters.create(store).catch((error: unknown) => {
    if (error instanceof HalfRangeError) return error;
    throw error;
  });
  if (half instanceof HalfRangeError) return { refused: half.message };
  try {
    const evaluator = await trainer.evaluator(testData, batchSize, half);
    const { accuracy, loss } = await evaluator.run();
    evaluator.destroy();
    return {
      testAccuracy: accuracy,
      testLoss: loss,
      largestDifference: await largestDifference(trainer, [store, half], test, testData, batchSize),
      bytes: half.sizeBytes,
      bytesF32: store.parameters.sizeBytes + store.state.sizeBytes,
    };
  } finally {
    half.destroy();
  }
}

async function largestDifference(
  { store: { network } }: Trainer,
  parameters: readonly [ForwardParameters, ForwardParameters],
  { images }: ImageDataset,
  { featureShape, scale, offset }: DeviceDataset,
  batchSize: number,
): Promise<number> {
  const predictors = parameters.map((each) => new Predictor(network, each));
  const length = sizeOf(featureShape) * PICTURES;
  let largest = 0;
  for (let first = 0; first < images.length; first += length) {
    const pixels = Float32Array.from(images.subarray(first, first + length), (byte) => byte * scale + offset);
    const samples = readSamples('test pictures', pixels, featureShape);
    const [full = [], rounded = []] = await Promise.all(
      predictors.map((predictor) => outputsOf(predictor, samples, batchSize)),
    );
    // NaN stays NaN: Math.max() of it is.
    full.forEach((value, i) => (largest = Math.max(largest, Math.abs(value - (rounded[i] ?? NaN)))));
  }
  for (const predictor of predictors) predictor.destroy();
  return largest;
}

async function outputsOf(
  predictor: Predictor,
  samples: ReturnType<typeof readSamples>,
  batchSize: number,
): Promise<Float32Array> {
  const [output] = await predictor.run([samples], batchSize);
  if (output === undefined) throw new Error('--f16: the network has no output');
  // With the slab's padding, which is zero for every network.
  const numbers = new Float32Array(await readBytes(output.device, output.slab.buffer));
  output.slab.destroy();
  return numbers;
}
