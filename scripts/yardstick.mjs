// How slow this machine is beside the one that the times in scripts/test.mjs were taken on.
//
// A fixed amount of arithmetic on as many threads as the tests use. WebGPU runs on the processor here, so this one
// number also speaks for the device. Limits of single tests are multiplied by it.
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

const THREADS = 2;
const ROUNDS = 60_000_000;
/** What the reference machine (two cores at about 3 GHz) takes. */
const REFERENCE_MS = 300;

/** What scripts/test.mjs measured before it started this program; 1 where nothing was measured. */
export const slowness = Number(process.env.CONVSCOPE_SLOWNESS ?? 1);

/** A sum that no compiler can leave out. */
function work() {
  let hash = 1;
  for (let i = 0; i < ROUNDS; i++) hash = Math.imul(hash ^ (hash >>> 13), 0x5bd1e995) + i;
  return hash;
}

/** @returns {Promise<number>} at least 1: times as slow as the reference */
export async function measureSlowness() {
  const self = fileURLToPath(import.meta.url);
  const workers = Array.from({ length: THREADS }, () => new Worker(self));
  await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
  const start = performance.now();
  const ends = workers.map((worker) => new Promise((resolve) => worker.once('message', resolve)));
  for (const worker of workers) worker.postMessage('go');
  await Promise.all(ends);
  const ms = performance.now() - start;
  await Promise.all(workers.map((worker) => worker.terminate()));
  return Math.max(1, ms / REFERENCE_MS);
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  port.on('message', () => port.postMessage(work()));
  port.postMessage('ready');
}
