// Shared by the layers that scale and shift channels by numbers among their options.

import { rescaleKernel } from '../../kernels/rescaling';
import type { Graph } from '../../graph/graph';
import type { BackwardSite, Forward, ForwardSite } from '../../graph/operation';
import { sizeOf, type Shape, type Tensor } from '../../graph/tensor';
import { only, ShapeError } from '../layer';
import type { Numbers } from '../options';

/** A scale and an offset: one of each a channel, or one for all. */
export interface ScaleAndOffset {
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}

/** Several options as lists of one length. */
export function lists(...options: readonly Numbers[]): readonly (readonly number[])[] {
  const all = options.map((option) => (typeof option === 'number' ? [option] : option));
  const count = Math.max(...all.map(({ length }) => length));
  return all.map((list) => (list.length === 1 ? new Array<number>(count).fill(list[0] ?? NaN) : list));
}

/** @throws ShapeError unless each option is one number, or one for each channel of the input */
export function checkChannels(input: Shape, options: Readonly<Record<string, Numbers>>): Shape {
  const channels = input.at(-1) ?? 1;
  for (const [name, option] of Object.entries(options)) {
    const count = typeof option === 'number' ? 1 : option.length;
    if (count !== 1 && count !== channels)
      throw new ShapeError(
        `${name} must be one number, or one for each of ${channels} channels. Received ${count}`,
      );
  }
  return input;
}

export function forwardRescaled(graph: Graph, { name, inputs }: ForwardSite, by: ScaleAndOffset): Forward {
  const x = only(inputs);
  const y = graph.tensor(`${name}/y`, x.shape);
  graph.dispatch(rescaleKernel, `${name}/forward`, { size: sizeOf(x.shape), ...by }, { x, y });
  return { y };
}

export function backwardRescaled(
  graph: Graph,
  { name, dy, wanted }: BackwardSite,
  { scale }: ScaleAndOffset,
): readonly (Tensor | null)[] {
  if (wanted[0] !== true) return [null];
  const dx = graph.tensor(`${name}/dx`, dy.shape);
  const offset = scale.map(() => 0);
  graph.dispatch(rescaleKernel, `${name}/dx`, { size: sizeOf(dy.shape), scale, offset }, { x: dy, y: dx });
  return [dx];
}
