// What the device can do at best, measured in the same run as everything else: a share of a peak from another day
// or another machine says nothing.

import copyWgsl from '../../shaders/bench/copy.wgsl?raw';
import fmaWgsl from '../../shaders/bench/fma.wgsl?raw';
import loadsWgsl from '../../shaders/bench/loads.wgsl?raw';
import nothingWgsl from '../../shaders/bench/nothing.wgsl?raw';
import { createBuffer } from '../gpu/buffers';
import { PipelineCache } from '../gpu/pipelines';
import { waitForSubmittedWork } from '../gpu/waits';
import { summarise } from './statistics';

export interface Ceilings {
  /** Of f32 multiply-adds, each counted as two. */
  readonly fmaGflops: number;
  /** Single f32 loads from a storage buffer that is in the caches. */
  readonly loadsG: number;
  /** Bytes read plus bytes written. */
  readonly copyGBs: number;
  /** What one dispatch more in a pass costs. */
  readonly dispatchUs: number;
  /** What one submit more of one dispatch costs. */
  readonly submitUs: number;
}

const WORKGROUP = 64;
const FMAS_PER_LOOP = 64;
const LOADS_PER_LOOP = 8;

interface Probe {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
}

/** Takes about a second on a software adapter. The best of several rounds counts: a ceiling is what is possible. */
export async function measureCeilings(device: GPUDevice, rounds = 3): Promise<Ceilings> {
  const copyBytes = Math.min(device.limits.maxStorageBufferBindingSize, 32 * 2 ** 20);
  const buffers: GPUBuffer[] = [];
  const buffer = (size: number): GPUBuffer => {
    const made = createBuffer(device, {
      label: 'bench',
      size,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    buffers.push(made);
    return made;
  };
  const numbers = buffer(65536);
  const sums = buffer(4 * 2 ** 20);
  const [source, target] = [buffer(copyBytes), buffer(copyBytes)];
  device.queue.writeBuffer(numbers, 0, Float32Array.of(0.99, 0.01));

  const probe = async (
    name: string,
    code: string,
    constants: Record<string, number>,
    [read, written]: readonly [GPUBuffer, GPUBuffer],
  ): Promise<Probe> => {
    const { pipeline, layout } = await PipelineCache.of(device).compute({
      name,
      source: code,
      constants,
      accesses: ['read', 'read_write'],
    });
    const entries = [read, written].map((buffer, binding) => ({ binding, resource: { buffer } }));
    return { pipeline, bindGroup: device.createBindGroup({ label: name, layout, entries }) };
  };
  /** Milliseconds for `submits` submits of one pass with `dispatches` dispatches. */
  const time = async (
    { pipeline, bindGroup }: Probe,
    workgroups: number,
    dispatches = 1,
    submits = 1,
  ): Promise<number> => {
    await waitForSubmittedWork(device);
    const startedAt = performance.now();
    for (let s = 0; s < submits; s++) {
      const encoder = device.createCommandEncoder({ label: 'bench' });
      const pass = encoder.beginComputePass({ label: 'bench' });
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup);
      for (let d = 0; d < dispatches; d++) pass.dispatchWorkgroups(workgroups);
      pass.end();
      device.queue.submit([encoder.finish()]);
    }
    await waitForSubmittedWork(device);
    return performance.now() - startedAt;
  };
  const best = async (take: () => Promise<number>): Promise<number> => {
    await take(); // the first run may still compile
    const samples: number[] = [];
    for (let round = 0; round < rounds; round++) samples.push(await take());
    return summarise(samples).min;
  };
  /** Enough dispatches of `workgroups` to last a while; returns the milliseconds of one. */
  const perDispatch = async (probe: Probe, workgroups: number): Promise<number> => {
    await time(probe, workgroups);
    const one = await time(probe, workgroups);
    const dispatches = Math.max(1, Math.min(256, Math.round(60 / Math.max(one, 0.05))));
    return (await best(() => time(probe, workgroups, dispatches))) / dispatches;
  };

  try {
    const workgroups = 2048;
    const invocations = workgroups * WORKGROUP;
    const loops = 16;
    const fma = await probe('bench fma', fmaWgsl, { LOOPS: loops }, [numbers, sums]);
    const fmaMs = await perDispatch(fma, workgroups);
    const loads = await probe('bench loads', loadsWgsl, { LOOPS: loops, LENGTH: 8192 }, [numbers, sums]);
    const loadsMs = await perDispatch(loads, workgroups);
    const copy = await probe('bench copy', copyWgsl, {}, [source, target]);
    const copyMs = await perDispatch(copy, Math.min(65535, copyBytes / 16 / WORKGROUP));
    const nothing = await probe('bench nothing', nothingWgsl, {}, [numbers, sums]);
    const one = await best(() => time(nothing, 1));
    const dispatches = await best(() => time(nothing, 1, 1001));
    const submits = await best(() => time(nothing, 1, 1, 201));
    return {
      fmaGflops: (2 * FMAS_PER_LOOP * loops * invocations) / fmaMs / 1e6,
      loadsG: (LOADS_PER_LOOP * loops * invocations) / loadsMs / 1e6,
      copyGBs: (2 * Math.min(65535, copyBytes / 16 / WORKGROUP) * WORKGROUP * 16) / copyMs / 1e6,
      dispatchUs: Math.max(0, dispatches - one),
      submitUs: Math.max(0, (submits - one) * 5),
    };
  } finally {
    for (const made of buffers) made.destroy();
  }
}

/** The better of two measurements of one device, from the beginning and the end of a run. */
export function higherCeilings(a: Ceilings, b: Ceilings): Ceilings {
  return {
    fmaGflops: Math.max(a.fmaGflops, b.fmaGflops),
    loadsG: Math.max(a.loadsG, b.loadsG),
    copyGBs: Math.max(a.copyGBs, b.copyGBs),
    dispatchUs: Math.min(a.dispatchUs, b.dispatchUs),
    submitUs: Math.min(a.submitUs, b.submitUs),
  };
}
