import { openDevice } from './device';
import { print } from './print';
import { loadVariants } from '../tuning/calibrate';
import { drawCase } from '../fuzz/case';
import { checkCase } from '../fuzz/check';
import '../layers/all';

export async function main(argv: readonly string[]): Promise<number> {
  const [first = 1, count = 20] = argv.map(Number);
  const { device } = await openDevice(false);
  await loadVariants();
  const largest: number[] = [];
  const counts: Record<string, number> = {};
  const start = performance.now();
  for (let seed = first; seed < first + count; seed++) {
    const one = drawCase(seed);
    const t = performance.now();
    const outcome = await checkCase(device, one);
    counts[outcome.result] = (counts[outcome.result] ?? 0) + 1;
    largest.push(outcome.largest);
    const ms = Math.round(performance.now() - t);
    if (outcome.result === 'mismatch' || outcome.result === 'crash')
      print(`${seed} ${outcome.result} target ${one.target} ${ms} ms: ${outcome.mismatches.slice(0, 4).map(({ what, message }) => `${what}: ${message.slice(0, 700)}`).join('\n   ')}\n`);
    if (ms > 3000) print(`${seed} slow ${ms} ${one.target} ${one.network.layers.map(({kind}) => kind).join()}\n`);
  }
  const right = largest.toSorted((a, b) => a - b);
  print(`${JSON.stringify(counts)} ${((performance.now() - start) / count).toFixed(0)} ms/case; largest ${[0.5, 0.9, 0.99].map((q) => right[Math.floor(q * right.length)]?.toFixed(3)).join(' ')}\n`);
  return 0;
}
