// Compute pipelines, compiled asynchronously and once each: dispatches with the same code, constants and bindings share
// a pipeline. Layouts are explicit, because `layout: 'auto'` drops bindings that a specialised shader does not use.

import { plainMessage } from './compilerMessage';
import { wholeText } from './deferredText';
import { specialise, type Constants } from './specialise';

export type BindingAccess = 'read' | 'read_write' | 'uniform';

export interface PipelineRequest {
  readonly name: string;
  readonly source: string;
  readonly constants: Constants;
  readonly accesses: readonly BindingAccess[];
  /** Makes of the shader one for parts of a dispatch (partialDispatch.ts); null if it cannot be. Absent: a whole one. */
  readonly partial?: (source: string) => string | null;
}

export interface ComputePipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Of a pipeline for parts of a dispatch: the layout of their uniforms. */
  readonly partLayout?: GPUBindGroupLayout;
}

/** A shader did not compile. The message has the compiler's text and the source lines concerned. */
export class ShaderError extends Error {
  override readonly name = 'ShaderError';
  constructor(
    message: string,
    readonly facts: { readonly code: 'shader'; readonly shader: string },
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const BUFFER_TYPE: Record<BindingAccess, GPUBufferBindingType> = {
  read: 'read-only-storage',
  read_write: 'storage',
  uniform: 'uniform',
};

const caches = new WeakMap<GPUDevice, PipelineCache>();

export class PipelineCache {
  readonly #pipelines = new Map<string, Promise<ComputePipeline>>();
  /** By source, then by constants and bindings: specialising again takes the page longer than all else of compiling again. */
  readonly #known = new Map<string, Map<string, Promise<ComputePipeline>>>();
  readonly #modules = new Map<string, GPUShaderModule>();
  readonly #layouts = new Map<string, GPUBindGroupLayout>();

  private constructor(readonly device: GPUDevice) {}

  /** The one cache of a device. */
  static of(device: GPUDevice): PipelineCache {
    let cache = caches.get(device);
    if (cache === undefined) caches.set(device, (cache = new PipelineCache(device)));
    return cache;
  }

  /** @throws ShaderError (as a rejection) with the compiler's message and the source around it */
  async compute(request: PipelineRequest): Promise<ComputePipeline> {
    const text = wholeText(request.source);
    const source = typeof text === 'string' ? text : await text;
    let known = this.#known.get(source);
    if (known === undefined) this.#known.set(source, (known = new Map<string, Promise<ComputePipeline>>()));
    const given = [Object.entries(request.constants), request.accesses, request.partial !== undefined].join(
      ';',
    );
    let pipeline = known.get(given);
    if (pipeline !== undefined) return pipeline;
    const specialised = specialise(request.name, source, request.constants);
    const { overrides } = specialised;
    const partial = request.partial?.(specialised.code) ?? null;
    const code = partial ?? specialised.code;
    const key = `${JSON.stringify([overrides, request.accesses])}${code}`;
    pipeline = this.#pipelines.get(key);
    if (pipeline === undefined) {
      pipeline = this.#compile(request, code, overrides, partial !== null);
      this.#pipelines.set(key, pipeline);
    }
    known.set(given, pipeline);
    return pipeline;
  }

  async #compile(
    request: PipelineRequest,
    code: string,
    overrides: Record<string, number>,
    isPartial: boolean,
  ): Promise<ComputePipeline> {
    const { device } = this;
    let module = this.#modules.get(code);
    if (module === undefined) {
      // The error is reported below, with its lines, when the pipeline fails.
      device.pushErrorScope('validation');
      module = device.createShaderModule({ label: request.name, code });
      void device.popErrorScope();
      this.#modules.set(code, module);
    }
    const layout = this.layout(request.accesses);
    const partLayout = isPartial ? this.#partLayout : undefined;
    try {
      const pipeline = await device.createComputePipelineAsync({
        label: request.name,
        layout: device.createPipelineLayout({
          label: request.name,
          bindGroupLayouts: partLayout ? [layout, partLayout] : [layout],
        }),
        compute: { module, entryPoint: 'main', constants: overrides },
      });
      return { pipeline, layout, ...(partLayout && { partLayout }) };
    } catch (cause) {
      const info = await module.getCompilationInfo();
      throw new ShaderError(
        explainMessages(request.name, code, info.messages) || `shader '${request.name}': ${String(cause)}`,
        { code: 'shader', shader: request.name },
        { cause },
      );
    }
  }

  get #partLayout(): GPUBindGroupLayout {
    let layout = this.#layouts.get('part');
    if (layout === undefined) {
      const buffer = { type: 'uniform', hasDynamicOffset: true, minBindingSize: 32 } as const;
      layout = this.device.createBindGroupLayout({
        label: 'part',
        entries: [{ binding: 0, visibility: GPUShaderStage.COMPUTE, buffer }],
      });
      this.#layouts.set('part', layout);
    }
    return layout;
  }

  /** The layout of a bind group with these bindings. */
  layout(accesses: readonly BindingAccess[]): GPUBindGroupLayout {
    const key = accesses.join();
    let layout = this.#layouts.get(key);
    if (layout === undefined) {
      layout = this.device.createBindGroupLayout({
        label: key,
        entries: accesses.map((access, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: BUFFER_TYPE[access] },
        })),
      });
      this.#layouts.set(key, layout);
    }
    return layout;
  }
}

function explainMessages(name: string, code: string, messages: readonly GPUCompilationMessage[]): string {
  const lines = code.split('\n');
  return messages
    .filter((message) => message.type === 'error')
    .map((message) => {
      const from = Math.max(0, message.lineNum - 3);
      const excerpt = lines
        .slice(from, message.lineNum + 1)
        .map((line, i) => `${String(from + i + 1).padStart(5)} | ${line}`);
      return `shader '${name}', line ${message.lineNum}: ${plainMessage(message.message)}\n${excerpt.join('\n')}`;
    })
    .join('\n');
}
