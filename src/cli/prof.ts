import { drawCase } from '../fuzz/case';
import { checkCase } from '../fuzz/check';
import { openDevice } from './device';
export async function main(argv: readonly string[]): Promise<number> {
  const gpu = await openDevice(false);
  const times: Record<string, number> = {};
  const stack: string[] = [];
  let last = process.cpuUsage();
  const tick = (): void => {
    const now = process.cpuUsage();
    const spent = (now.user + now.system - last.user - last.system) / 1000;
    const name = stack.at(-1) ?? 'other';
    times[name] = (times[name] ?? 0) + spent;
    last = now;
  };
  (globalThis as any).__prof = {
    begin(name: string) { tick(); stack.push(name); },
    end() { tick(); stack.pop(); },
  };
  const counts = { cases: 0, unsuitable: 0, shaders: 0, pipelines: 0, buffers: 0, maps: 0 };
  const d = gpu.device as any;
  const wrap = (n: string, k: keyof typeof counts) => { const o = d[n].bind(d); d[n] = (...a: any[]) => { counts[k]++; return o(...a); }; };
  wrap('createShaderModule', 'shaders'); wrap('createBuffer', 'buffers');
  wrap('createComputePipelineAsync', 'pipelines'); wrap('createComputePipeline', 'pipelines');
  const seed = Number(argv[0] ?? 1), n = Number(argv[1] ?? 30), small = argv[2] === 'small';
  const per: [number, number, string][] = [];
  const t0 = performance.now();
  for (let s = seed; counts.cases < n; s++) {
    const a = process.cpuUsage();
    const one = drawCase(s, small);
    const o = await checkCase(gpu.device, one);
    if (o.result === 'unsuitable') counts.unsuitable++; else counts.cases++;
    const b = process.cpuUsage(a);
    per.push([(b.user + b.system) / 1000, s, `${o.result} ${one.ways} ${one.target} ${one.pieces ? 'pieces' : ''} ${one.network.layers.length}`]);
  }
  tick();
  per.sort((a, b) => b[0] - a[0]);
  console.log(JSON.stringify(times, (_, v) => typeof v === 'number' ? Math.round(v) : v, 1), counts, 'total', Math.round(per.reduce((x, y) => x + y[0], 0)), 'wall', Math.round(performance.now() - t0));
  for (const p of per.slice(0, 12)) console.log(Math.round(p[0]), p[1], p[2]);
  console.log('median', per[per.length >> 1]?.[0]);
  const K = Object.entries((globalThis as any).__K as Record<string, [number, number]>).sort((a, b) => b[1][1] - a[1][1]);
  for (const [k, [n, t]] of K.slice(0, 40)) console.log(k.padEnd(36), n, Math.round(t), (t / n).toFixed(1));
  gpu.device.destroy();
  return 0;
}
