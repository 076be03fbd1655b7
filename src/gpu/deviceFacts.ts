// Facts about a device besides its limits: what its adapter reports, and whether its subgroups compile. They are
// determined once, when the device is created.
//
// `GPUDevice.adapterInfo` came with Chrome 132; before that only the adapter told (`info` since 127, `requestAdapterInfo()`
// before it), and a fallback adapter was marked on the adapter itself.
// Source: https://www.w3.org/TR/webgpu/#gpuadapterinfo

import quadSharedWgsl from '../../shaders/lib/quad_shared.wgsl?raw';
import subgroupProbeWgsl from '../../shaders/lib/subgroup_probe.wgsl?raw';
import { PipelineCache } from './pipelines';

/** The fields of GPUAdapterInfo in every browser: empty strings if it hides or lacks them. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** Whether it computes on the processor. */
  readonly isFallbackAdapter: boolean;
}

interface DeviceFacts {
  readonly adapter: AdapterFacts;
  /** Null: not tried. */
  readonly subgroupsCompile: boolean | null;
}

/** The place of the information in older browsers. */
interface Adapter {
  readonly info?: Partial<GPUAdapterInfo>;
  readonly isFallbackAdapter?: boolean;
  readonly requestAdapterInfo?: () => Promise<Partial<GPUAdapterInfo>>;
}

const facts = new WeakMap<GPUDevice, DeviceFacts>();

/** Never rejects: an adapter that reports nothing about itself works as well. */
export async function adapterFacts(given: GPUAdapter): Promise<AdapterFacts> {
  const adapter: Adapter = given;
  const asked = async (): Promise<Partial<GPUAdapterInfo>> => {
    try {
      return (await adapter.requestAdapterInfo?.()) ?? {};
    } catch {
      return {};
    }
  };
  return factsOf(adapter.info ?? (await asked()), adapter.isFallbackAdapter);
}

function factsOf(info: Partial<GPUAdapterInfo>, isFallbackAdapter = false): AdapterFacts {
  const { vendor = '', architecture = '', device = '', description = '' } = info;
  // The fields of GPUAdapterInfo are getters of its prototype: spreading it would lose them.
  return Object.freeze({
    ...{ vendor, architecture, device, description },
    isFallbackAdapter: info.isFallbackAdapter ?? isFallbackAdapter,
  });
}

/** The adapter information of a device. */
export function adapterFactsOf(device: GPUDevice): AdapterFacts {
  const { adapterInfo } = device as { readonly adapterInfo?: Partial<GPUAdapterInfo> };
  return facts.get(device)?.adapter ?? factsOf(adapterInfo ?? {});
}

/** Whether kernels may share loads within quads: the device has `subgroups`, and they are not known to be broken. */
export function canShareInQuads(device: GPUDevice): boolean {
  return device.features.has('subgroups') && facts.get(device)?.subgroupsCompile !== false;
}

/**
 * Stores the adapter information, and tries once per device whether subgroups compile: some drivers list them and
 * refuse the shaders. Never rejects.
 */
export async function learnDevice(device: GPUDevice, adapter = adapterFactsOf(device)): Promise<void> {
  if ((facts.get(device)?.subgroupsCompile ?? null) !== null) return;
  facts.set(device, { adapter, subgroupsCompile: null });
  if (!device.features.has('subgroups')) return;
  const compiled = PipelineCache.of(device)
    .compute({
      name: 'subgroup_probe',
      source: quadSharedWgsl + subgroupProbeWgsl,
      constants: {},
      accesses: ['read_write'],
    })
    .then(
      () => true,
      () => false,
    );
  // If the device is lost meanwhile, it may never answer.
  const lost = device.lost.then(() => false);
  facts.set(device, { adapter, subgroupsCompile: await Promise.race([compiled, lost]) });
}
