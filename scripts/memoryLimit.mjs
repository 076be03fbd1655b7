// A process whose memory is limited while it trains (Linux): another network, whose buffers exceed what is left, is
// built, trained and left again. Prints a line of JSON: what became of it, and whether training goes on.
//
//   VK_DRIVER_FILES=…/vk_swiftshader_icd.json node scripts/memoryLimit.mjs MEBIBYTES…      left beside what the process has; one attempt each

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { installWebGpu } from './nodeWebGpu.mjs';
import { sourceModules } from './sourceModules.mjs';

installWebGpu();
const runner = await sourceModules();
/** @type {typeof import('../src/session/session')} */
const { TrainingSession } = await runner.import('/src/session/session.ts');
/** @type {typeof import('../test/support/tinyData')} */
const { bars } = await runner.import('/test/support/tinyData.ts');

/** @param {string} name @param {readonly number[]} units */
const networkOf = (name, units) => ({
  name,
  input: [8, 8, 1],
  layers: [
    { name: 'flatten', kind: 'flatten' },
    ...units.map((count, at) => ({
      ...{ name: `hidden${at}`, kind: 'dense', options: { units: count, activation: 'relu' } },
    })),
    { name: 'answer', kind: 'dense', options: { units: 2, activation: 'softmax' } },
  ],
});
const session = await TrainingSession.open({
  network: networkOf('small', [8]),
  loadData: () => Promise.resolve({ train: bars(128), test: bars(32, 99) }),
  ...{ batchSize: 32, learningRate: 0.001, seed: 5, epochs: 100 },
});
/** @type {string[]} */
const complaints = [];
session.device.addEventListener('uncapturederror', ({ error }) => complaints.push(error.message));
void session.device.lost.then(({ message }) => complaints.push(`lost: ${message}`));
await session.step();

/** The address space of this process. @param {number | null} left null: as much as there is */
function limit(left) {
  const size = Number(/VmSize:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
  const most = left === null ? 'unlimited' : String(Math.round(size + left * 2 ** 20));
  execFileSync('prlimit', ['--pid', String(process.pid), `--as=${most}:`]);
}

for (const left of process.argv.slice(2).map(Number)) {
  limit(left);
  /** @type {string | null} */
  let refused = null;
  try {
    // 8.4 million parameters: 32 MiB, four times with gradients and Adam's moments, and copies on the host.
    await session.editing.change(networkOf('large', [2048, 4096]), { key: 'network', values: {} });
  } catch (error) {
    refused = error instanceof Error ? error.message : String(error);
  }
  const { name } = session.network;
  await session.step();
  const { state, progress, notice, error } = session;
  const found = { left, refused, name, state, loss: progress.loss, notice: notice?.key ?? null };
  process.stdout.write(`${JSON.stringify({ ...found, failed: error?.message ?? null, complaints })}\n`);
  limit(null);
  if (name === 'large') await session.editing.undo();
}
process.exit(0);
