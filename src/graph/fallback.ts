// What runs where a shader does not compile: the plain shader of a tuned one, the separate dispatches of a fused one. Loaded
// when that happens.

import { ShaderError, type ComputePipeline } from '../gpu/pipelines';
import type { Dispatch } from './graph';
import type { Compiled, CompiledDispatches, Fallback } from './plan';

/**
 * @param tuned what came of compiling each dispatch as it is
 * @param compileAll compiles other dispatches, which may fall back in turn
 * @throws ShaderError where there is nothing to fall back to
 */
export async function fallBack(
  dispatches: readonly Dispatch[],
  tuned: readonly PromiseSettledResult<ComputePipeline>[],
  compile: (dispatch: Dispatch) => Promise<ComputePipeline>,
  compileAll: (dispatches: readonly Dispatch[]) => Promise<CompiledDispatches>,
): Promise<CompiledDispatches> {
  // All dispatches of a kernel fall back together: one plain dispatch may do the work of several tuned ones.
  const failed = new Map<Dispatch['kernel'], Fallback>();
  dispatches.forEach(({ kernel, source, plain, parts }, index) => {
    const result = tuned[index];
    if (result?.status !== 'rejected') return;
    const error: unknown = result.reason;
    const has = parts !== undefined || (plain !== null && plain.source !== source);
    if (!(error instanceof ShaderError) || !has) throw error;
    failed.set(kernel, { kernel: kernel.name, message: error.message });
  });
  const fallbacks = [...failed.values()];
  const compiled = await Promise.all(
    dispatches.map(async (dispatch, index): Promise<readonly Compiled[]> => {
      const result = tuned[index];
      if (result?.status === 'fulfilled' && !failed.has(dispatch.kernel))
        return [{ ...result.value, dispatch, fallsBack: false }];
      if (dispatch.parts !== undefined) {
        const parts = await compileAll(dispatch.parts());
        fallbacks.push(...parts.fallbacks);
        return parts.compiled;
      }
      const plain = { ...dispatch, ...dispatch.plain };
      return [{ ...(await compile(plain)), dispatch: plain, fallsBack: true }];
    }),
  );
  return { compiled: compiled.flat(), fallbacks: Object.freeze(fallbacks) };
}
