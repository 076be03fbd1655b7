// What the kernels of max and average pooling share: a window a cell, up to four channels by an invocation.

import type { ActivationChoice } from './activation';
import { togetherOf } from './channels';
import { workgroupsFor, type KernelShape } from './kernel';
import { windowConstants, type WindowGeometry } from './window';

/** `inputActivation`: the activation fused into the layer that made x; the kernel applies its derivative. */
type Backward = WindowGeometry & { readonly inputActivation: ActivationChoice };

/** Pooling has no dilation. */
function poolConstants(g: WindowGeometry): Record<string, number> {
  const { DILATION_Y: _y, DILATION_X: _x, ...constants } = windowConstants(g);
  return constants;
}

const outputs = (g: WindowGeometry): number => g.batch * g.outputHeight * g.outputWidth * g.channels;
const inputs = (g: WindowGeometry): number => g.batch * g.height * g.width * g.channels;
/** Segments of the padded input between the starts of two neighbouring windows. */
const cells = (g: WindowGeometry): number =>
  g.batch *
  Math.ceil((g.height + g.padTop) / g.strides[0]) *
  Math.ceil((g.width + g.padLeft) / g.strides[1]) *
  g.channels;
const operations = (g: WindowGeometry): number => outputs(g) * g.windowHeight * g.windowWidth;

export const forwardShape = (g: WindowGeometry): KernelShape => {
  const together = togetherOf(g.channels);
  return {
    constants: poolConstants(g),
    together,
    workgroups: workgroupsFor(outputs(g) / together, 64),
    flops: operations(g),
  };
};

export const gradInputShape = (g: Backward): KernelShape => {
  const together = togetherOf(g.channels);
  return {
    constants: poolConstants(g),
    activation: g.inputActivation,
    together,
    workgroups: workgroupsFor(cells(g) / together, 64),
    flops: operations(g),
  };
};

export const plainForwardShape = (g: WindowGeometry): KernelShape => ({
  constants: poolConstants(g),
  workgroups: workgroupsFor(outputs(g), 64),
  flops: operations(g),
});

export const plainGradInputShape = (g: Backward): KernelShape => ({
  constants: poolConstants(g),
  activation: g.inputActivation,
  workgroups: workgroupsFor(inputs(g), 64),
  flops: operations(g),
});
