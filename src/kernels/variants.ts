// The place where other shaders for a convolution's passes are found: those for graphics cards (matrixConvolution.ts), which
// are loaded only where a device may use them.

import type { Conv2dGeometry, ForwardOptions, GradInputParams, GradInputPhase, Split } from './correlation';
import type { KernelShape } from './kernel';
import type { KernelTarget } from './target';

/** A plan whose shader stands in for the kernel's own file, with the same bindings. */
export type VariantShape = KernelShape & { readonly source: readonly string[] };

export type ConvolutionPass = 'forward' | 'gradInput' | 'gradWeight';

export interface ConvolutionVariant {
  readonly forward: (g: Conv2dGeometry & ForwardOptions & Split, target: KernelTarget) => VariantShape;
  readonly gradInput: (g: GradInputParams & GradInputPhase & Split, target: KernelTarget) => VariantShape;
  readonly gradWeight: (
    g: Conv2dGeometry & { readonly splits: number; readonly useBias: boolean },
    target: KernelTarget,
  ) => VariantShape;
  /** Adds the partial sums of a pass, and finishes it. */
  readonly finishForward: (g: Conv2dGeometry & ForwardOptions & Split) => VariantShape;
  readonly finishGradInput: (g: GradInputParams & Split) => VariantShape;
  /** The number of partial sums into which a pass is split, so that the device has enough to do. */
  readonly splits: (pass: ConvolutionPass, g: Conv2dGeometry, target: KernelTarget) => number;
}

export type VariantName = Exclude<KernelTarget['convolution'], 'blocks'>;

let provided: Readonly<Record<VariantName, ConvolutionVariant>> | null = null;

export function provideVariants(variants: Readonly<Record<VariantName, ConvolutionVariant>>): void {
  provided = variants;
}

/**
 * The variant of a target; null for blocks and plain shaders.
 * @throws Error if variants are not loaded
 */
export function variantOf({ name, convolution, plain }: KernelTarget): ConvolutionVariant | null {
  if (convolution === 'blocks' || plain === true) return null;
  if (provided === null)
    throw new Error(
      `target '${name}': its kernels '${convolution}' are not loaded. Call loadVariants() (src/tuning/calibrate.ts) first`,
    );
  return provided[convolution];
}
