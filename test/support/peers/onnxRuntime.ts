// ONNX Runtime as the judge of ONNX files: compiled to WebAssembly, it runs in Node, on one thread.

import * as ort from 'onnxruntime-web';
import { ndArray, type NdArray } from '../../../src/reference/ndArray';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/**
 * @param inputs by name
 * @returns every output of the file by name
 * @throws Error where the file is not valid
 */
export async function runOnnx(
  file: Uint8Array,
  inputs: Readonly<Record<string, NdArray>>,
): Promise<Map<string, NdArray>> {
  const session = await openSession(file);
  try {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, { shape, data }]) => [
        name,
        new ort.Tensor('float32', Float32Array.from(data), shape),
      ]),
    );
    const results = await session.run(feeds);
    return new Map(
      Object.entries(results).map(([name, { dims, data }]) => [name, ndArray(dims, data as Float32Array)]),
    );
  } finally {
    await session.release();
  }
}

/**
 * As everyone opens it; but ONNX Runtime's optimizer merges a border of zeros into the pooling behind it, and then
 * refuses what it has made itself where the border is as wide as the window. Such a file runs without the optimizer.
 */
async function openSession(file: Uint8Array): Promise<ort.InferenceSession> {
  const options: ort.InferenceSession.SessionOptions = { executionProviders: ['wasm'], logSeverityLevel: 3 };
  try {
    return await ort.InferenceSession.create(file, options);
  } catch (error) {
    if (!String(error).includes('Pad should be smaller than kernel')) throw error;
    return ort.InferenceSession.create(file, { ...options, graphOptimizationLevel: 'disabled' });
  }
}
