import { drawCase } from '../fuzz/case';
import { checkCase } from '../fuzz/check';
import { openDevice } from './device';
export async function main(argv: readonly string[]): Promise<number> {
  const gpu = await openDevice(false);
  const d = gpu.device as any;
  let shaders = 0, pipes = 0, chars = 0;
  for (const n of ['createShaderModule']) { const o = d[n].bind(d); d[n] = (...a: any[]) => { shaders++; chars += a[0].code.length; return o(...a); }; }
  for (const n of ['createComputePipelineAsync']) { const o = d[n].bind(d); d[n] = (...a: any[]) => { pipes++; return o(...a); }; }
  const seed = Number(argv[0] ?? 1), n = Number(argv[1] ?? 30), small = argv[2] === 'small';
  const groups: Record<string, [number, number, number]> = {};
  const add = (k: string, t: number, p: number) => { const g = (groups[k] ??= [0, 0, 0]); g[0]++; g[1] += t; g[2] += p; };
  const t0 = process.cpuUsage(); const w0 = performance.now();
  for (let s = seed; s < seed + n; s++) {
    const a = process.cpuUsage(); const p0 = pipes;
    const one = drawCase(s, small);
    const o = await checkCase(gpu.device, one);
    const b = process.cpuUsage(a);
    const t = (b.user + b.system) / 1000;
    add('target ' + one.target, t, pipes - p0); add('ways ' + one.ways, t, pipes - p0); add('result ' + o.result, t, pipes - p0); add('layers ' + one.network.layers.length, t, pipes - p0); if (one.pieces) add('pieces ' + one.ways, t, pipes - p0);
  }
  const b = process.cpuUsage(t0);
  console.log('total', Math.round((b.user + b.system) / 1000), 'wall', Math.round(performance.now() - w0), { shaders, pipes, chars });
  for (const [k, [c, t, p]] of Object.entries(groups).sort((x, y) => x[0] < y[0] ? -1 : 1)) console.log(k.padEnd(30), c, Math.round(t), (t / c).toFixed(0), 'pipes', (p / c).toFixed(1), 'ms/pipe', (t / p).toFixed(0));
  gpu.device.destroy();
  return 0;
}
