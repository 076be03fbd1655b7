// Takes the device away at the k-th call to the GPU, whichever call that is. Every call of the code under test is counted:
// adapters and devices that are asked for, buffers, shaders, pipelines, bind groups, encoders, submits, writes, waits,
// mappings. So one number says at which moment a fault comes, and the same number says it again.

import { vi } from 'vitest';

/**
 * destroyed  the device is destroyed, as the page's own code might do
 * unknown    the same, but it is told late, some turns of the event loop after work has begun to fail, with the reason `unknown`
 * crash      as `unknown`, and the next two requests find no adapter: the driver is starting again
 * full       the error scope around one buffer says that there is no memory for it; the device stays
 */
export type Fault = 'destroyed' | 'unknown' | 'crash' | 'full';

const LATE_TURNS = 12;

export const turnsOfTheLoop = async (turns: number): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
};

export class FaultyGpu {
  /** The names of the calls since `count` was called. */
  calls: string[] = [];
  /** What devices report without an error scope around it. */
  readonly uncaptured: string[] = [];
  /** Every device that was given, in order. */
  readonly given: GPUDevice[] = [];
  /** Changed limits of the adapters that come from now on. */
  limits: Partial<Record<keyof GPUSupportedLimits, number>> = {};
  /** Features that adapters offer from now on; null: all they have. */
  features: readonly GPUFeatureName[] | null = null;
  /** What was asked for when the fault came; null if it did not come. */
  struck: string | null = null;
  #armed: { at: number; fault: Fault; name: RegExp | null } | null = null;
  #missing = 0;
  #lose = new Map<GPUDevice, (fault: Fault) => void>();

  /** Wraps `navigator.gpu` until `vi.restoreAllMocks`. */
  static install(): FaultyGpu {
    const faulty = new FaultyGpu();
    const { gpu } = navigator;
    const requestAdapter = gpu.requestAdapter.bind(gpu);
    vi.spyOn(gpu, 'requestAdapter').mockImplementation(async (options) => {
      faulty.#called('requestAdapter', null);
      if (faulty.#missing > 0) {
        faulty.#missing--;
        return null;
      }
      const adapter = await requestAdapter(options);
      return adapter && faulty.#adapter(adapter);
    });
    return faulty;
  }

  /** Begins to count anew; no fault is to come. */
  count(): void {
    this.calls = [];
    this.struck = null;
    this.#armed = null;
    this.#missing = 0;
  }

  /** Counts anew, and has a fault come at call `at`, counted from 0; with `name`, only such calls are counted. */
  arm(at: number, fault: Fault, name: RegExp | null = null): void {
    this.count();
    this.#armed = { at, fault, name };
  }

  /** Loses a device now. */
  lose(device: GPUDevice, fault: Exclude<Fault, 'full'> = 'destroyed'): void {
    this.#lose.get(device)?.(fault);
  }

  #called(name: string, device: GPUDevice | null): boolean {
    const armed = this.#armed;
    const counts = armed === null || armed.name === null || armed.name.test(name);
    if (armed !== null && counts && armed.at-- === 0) {
      this.#armed = null;
      const current = device ?? this.given.at(-1);
      this.struck = name;
      if (armed.fault === 'full') return true;
      if (current) this.lose(current, armed.fault);
    }
    this.calls.push(name);
    return false;
  }

  #adapter(adapter: GPUAdapter): GPUAdapter {
    const requestDevice = adapter.requestDevice.bind(adapter);
    const { limits, features } = this;
    const offered = features && new Set(features.filter((feature) => adapter.features.has(feature)));
    return new Proxy(adapter, {
      get: (_, key): unknown => {
        if (key === 'limits')
          return new Proxy(adapter.limits, {
            get: (of, limit) =>
              limits[limit as keyof GPUSupportedLimits] ?? (Reflect.get(of, limit, of) as unknown),
          });
        if (key === 'features' && offered) return offered;
        if (key === 'requestDevice')
          return async (descriptor?: GPUDeviceDescriptor) => {
            this.#called('requestDevice', null);
            const device = await requestDevice(descriptor);
            this.#device(device);
            this.#called('device given', device);
            return device;
          };
        return Reflect.get(adapter, key, adapter) as unknown;
      },
    });
  }

  #device(device: GPUDevice): void {
    this.given.push(device);
    device.addEventListener('uncapturederror', ({ error }) => this.uncaptured.push(error.message));
    let tell: (info: GPUDeviceLostInfo) => void = () => undefined;
    const told = new Promise<GPUDeviceLostInfo>((resolve) => (tell = resolve));
    let late = false;
    const destroy = device.destroy.bind(device);
    void device.lost.then(async (info) => {
      if (late) await turnsOfTheLoop(LATE_TURNS);
      tell(late ? ({ reason: 'unknown', message: 'simulated' } as GPUDeviceLostInfo) : info);
    });
    this.#lose.set(device, (fault) => {
      late = fault !== 'destroyed';
      if (fault === 'crash') this.#missing = 2;
      destroy();
    });
    const own = (of: object, name: string, value: unknown): void =>
      void Object.defineProperty(of, name, { value, configurable: true, writable: true });
    own(device, 'lost', told);
    const { queue } = device;
    const counted = <T extends object>(of: T, name: keyof T & string, target: object = of): void => {
      const call = (of[name] as (...given: unknown[]) => unknown).bind(of);
      own(target, name, (...given: unknown[]) => {
        this.#called(name, device);
        return call(...given);
      });
    };
    for (const name of [
      ...(['createShaderModule', 'createComputePipelineAsync', 'createBindGroup'] as const),
      ...(['createCommandEncoder', 'createPipelineLayout'] as const),
    ])
      counted(device, name);
    const wrapped = { label: queue.label };
    for (const name of ['submit', 'writeBuffer', 'onSubmittedWorkDone', 'writeTexture'] as const)
      counted(queue, name, wrapped);
    own(device, 'queue', wrapped);
    const createBuffer = device.createBuffer.bind(device);
    const scopes: GPUErrorFilter[] = [];
    const full = new Set<number>();
    own(device, 'createBuffer', (descriptor: GPUBufferDescriptor) => {
      if (this.#called('createBuffer', device)) full.add(scopes.lastIndexOf('out-of-memory'));
      const buffer = createBuffer(descriptor);
      if ((descriptor.usage & GPUBufferUsage.MAP_READ) !== 0) counted(buffer, 'mapAsync');
      return buffer;
    });
    const [pushErrorScope, popErrorScope] = [
      device.pushErrorScope.bind(device),
      device.popErrorScope.bind(device),
    ];
    own(device, 'pushErrorScope', (filter: GPUErrorFilter) => {
      scopes.push(filter);
      pushErrorScope(filter);
    });
    own(device, 'popErrorScope', async () => {
      this.#called('popErrorScope', device);
      scopes.pop();
      const fails = full.delete(scopes.length);
      const failure = await popErrorScope();
      return fails ? { message: 'simulated: out of memory' } : failure;
    });
  }
}
