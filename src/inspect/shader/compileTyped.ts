// Compiles an edited shader for one dispatch. Its bind group stays; the check for endless loops has one of its own.

import { createBuffer, destroyBuffer } from '../../gpu/buffers';
import { plainMessage } from '../../gpu/compilerMessage';
import { PipelineCache } from '../../gpu/pipelines';
import { readBytes } from '../../gpu/readback';
import type { Dispatch } from '../../graph/graph';
import type { Replacement } from '../../graph/plan';
import type { KernelPlan, Workgroups } from '../../kernels/kernel';
import { firstLoop, GUARD_BYTES, guardLoops, withoutComments, type LoopLimits } from './guard';
import { workgroupSizeOf } from './layerShader';
import type { ShaderProblem } from './shaderFacade';

/** Turns that the loops of one invocation may take together; more where the layer's own need more. */
export const LOOP_TURNS = 1_000_000;
/** Of all invocations, in units of 1024: some 270 million, a second or so on a processor. */
const ALL_TURNS = 2 ** 18;
/** How many times the layer's own work a typed shader may do. */
const MORE_WORK = 4;
const MAX_WORKGROUPS = 65535;

export interface CompiledShader {
  readonly text: string;
  readonly replacement: Replacement;
  /** Of the compiler; the shader runs all the same. */
  readonly warnings: readonly ShaderProblem[];
  /** After a run: the line of the loop that was stopped; null where all ended by themselves. */
  stoppedAt(): Promise<number | null>;
  readonly limit: number;
  destroy(): void;
}

type PlainDispatch = Pick<Dispatch, 'label' | 'kernel'> & { readonly plain: KernelPlan };

/** @returns the compiled shader, or what is wrong with it */
export async function compileTyped(
  device: GPUDevice,
  dispatch: PlainDispatch,
  text: string,
): Promise<CompiledShader | readonly ShaderProblem[]> {
  const { label, kernel, plain } = dispatch;
  // What was typed is compiled as it is first: places in messages are places in the text.
  const { messages, module: bare } = await compile(device, label, text);
  if (messages.some(({ severity }) => severity === 'error')) return messages;
  const limits = limitsOf(plain);
  const guarded = guardLoops(text, limits);
  const own = PipelineCache.of(device).layout(Object.values(kernel.bindings));
  let module = bare;
  const layouts = [own];
  if (guarded !== null) {
    const checked = await compile(device, label, guarded);
    if (checked.messages.some(({ severity }) => severity === 'error'))
      return [{ ...problemAt('unbounded', firstLoop(text)), message: checked.messages[0]?.message ?? '' }];
    module = checked.module;
    layouts.push(guardLayout(device));
  }
  let pipeline: GPUComputePipeline;
  try {
    pipeline = await device.createComputePipelineAsync({
      label,
      layout: device.createPipelineLayout({ label, bindGroupLayouts: layouts }),
      compute: { module, entryPoint: 'main' },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ ...problemAt('pipeline', entryLine(text)), message: firstSentence(message) }];
  }
  const guard = guarded === null ? null : makeGuard(device, label);
  return {
    text,
    replacement: { pipeline, workgroups: workgroupsOf(text, plain), guard },
    warnings: messages,
    limit: limits.turns,
    stoppedAt: async () => {
      if (guard === null) return null;
      const [, line = 0] = new Uint32Array(await readBytes(device, guard.buffer));
      return line === 0 ? null : line;
    },
    destroy: () => {
      if (guard !== null) destroyBuffer(guard.buffer);
    },
  };
}

export const problemAt = (code: ShaderProblem['code'], line: number): ShaderProblem => ({
  code,
  severity: 'error',
  line,
  column: 1,
  length: 0,
  message: '',
});

async function compile(
  device: GPUDevice,
  label: string,
  code: string,
): Promise<{ module: GPUShaderModule; messages: readonly ShaderProblem[] }> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label, code });
  const [error, { messages }] = await Promise.all([device.popErrorScope(), module.getCompilationInfo()]);
  const problems = messages
    .filter(({ type }) => type !== 'info')
    .map(({ type, lineNum, linePos, length, message }): ShaderProblem => ({
      code: 'compile',
      severity: type === 'error' ? 'error' : 'warning',
      line: Math.max(1, lineNum),
      column: Math.max(1, linePos),
      length,
      message: plainMessage(message),
    }));
  if (error !== null && !problems.some(({ severity }) => severity === 'error'))
    problems.push({ ...problemAt('compile', 1), message: firstSentence(error.message) });
  return { module, messages: problems };
}

/** Twice the work of the layer's own shader is no endless loop. */
function limitsOf({ flops, workgroups }: KernelPlan): LoopLimits {
  const [x, y, z] = workgroups;
  const invocations = x * y * z * 64;
  const each = Math.ceil(flops / invocations);
  return {
    turns: Math.max(LOOP_TURNS, MORE_WORK * each),
    total: Math.max(ALL_TURNS, MORE_WORK * Math.ceil(invocations + flops / 1024)),
  };
}

/** As many invocations as before, also where the text makes its workgroups larger or smaller. */
function workgroupsOf(text: string, { source, workgroups }: KernelPlan): Workgroups {
  const [before, now] = [workgroupSizeOf(source), workgroupSizeOf(withoutComments(text))];
  const [x, y, z] = workgroups;
  if (before === null || now === null || y !== 1 || z !== 1) return workgroups;
  const wanted = Math.ceil((x * before) / now);
  return wanted <= MAX_WORKGROUPS ? [wanted, 1, 1] : workgroups;
}

const layouts = new WeakMap<GPUDevice, GPUBindGroupLayout>();

function guardLayout(device: GPUDevice): GPUBindGroupLayout {
  let layout = layouts.get(device);
  if (layout === undefined) {
    layout = device.createBindGroupLayout({
      label: 'loop guard',
      entries: [{ binding: 0, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'storage' } }],
    });
    layouts.set(device, layout);
  }
  return layout;
}

function makeGuard(device: GPUDevice, label: string): NonNullable<Replacement['guard']> {
  const descriptor = {
    label: `${label} loop guard`,
    size: GUARD_BYTES,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
  };
  const buffer = createBuffer(device, descriptor, 'loop guard');
  const bindGroup = device.createBindGroup({
    label: `${label} loop guard`,
    layout: guardLayout(device),
    entries: [{ binding: 0, resource: { buffer } }],
  });
  return { buffer, bindGroup };
}

/** The line of the function that is run. */
function entryLine(text: string): number {
  const at = withoutComments(text).search(/@compute|\bfn\s+main\b/);
  return at === -1 ? 1 : text.slice(0, at).split('\n').length;
}

/** Browsers add where in the API it happened. */
const firstSentence = (message: string): string => plainMessage(message).split('\n')[0] ?? '';
