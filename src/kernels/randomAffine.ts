// Moving the pictures of a batch at random: mirrored, rotated, zoomed, shifted. Forward and gradient.

import libraryWgsl from '../../shaders/training/random_affine.wgsl?raw';
import forwardWgsl from '../../shaders/training/random_affine_forward.wgsl?raw';
import gradInputWgsl from '../../shaders/training/random_affine_grad_input.wgsl?raw';
import { defineKernel, workgroupsFor } from './kernel';
import { LINEAR_ID_WGSL, RANDOM_WGSL, TRAINING_STATE_WGSL } from './libraries';

/** From … to. */
export type Ends = readonly [from: number, to: number];

export interface RandomMovement {
  /** What tells these numbers from those of others under the same seed, a u32. */
  readonly stream: number;
  /** Whether rows and columns change their order in every second picture; both by one lot. */
  readonly mirror: { readonly rows: boolean; readonly columns: boolean };
  /** Parts of a whole turn. */
  readonly turn: Ends;
  /** The height that is shown, as a share of the picture's; the width, or null: as the height. */
  readonly rowZoom: Ends;
  readonly columnZoom: Ends | null;
  /** The numbers drawn for zoom are how much larger everything looks, which is the inverse. */
  readonly magnifies: boolean;
  /** How far the picture moves down and to the right, as a share of its size. */
  readonly rowShift: Ends;
  readonly columnShift: Ends;
  readonly fillMode: 'constant' | 'nearest' | 'reflect' | 'wrap';
  readonly fillValue: number;
  readonly interpolation: 'nearest' | 'bilinear';
}

export interface RandomAffineParams extends RandomMovement {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Moves nothing. */
export const STILL: Omit<RandomMovement, 'stream'> = {
  mirror: { rows: false, columns: false },
  turn: [0, 0],
  rowZoom: [1, 1],
  columnZoom: null,
  magnifies: false,
  rowShift: [0, 0],
  columnShift: [0, 0],
  fillMode: 'reflect',
  fillValue: 0,
  interpolation: 'bilinear',
};

/** Neighbouring pixels per invocation: enough to amortize the random draws. */
const PIXELS = 16;

const FILLS = ['constant', 'nearest', 'reflect', 'wrap'];

function constants(p: RandomAffineParams): Record<string, number> {
  const [columnZoom, pixels] = [p.columnZoom ?? [1, 1], [p.height, p.width] as const];
  const [rowShift, columnShift] = [p.rowShift, p.columnShift].map((ends, axis) =>
    // A picture that moves down shows at each place what was above it.
    ends.map((share) => 0 - share * (pixels[axis] ?? 1)),
  ) as [number[], number[]];
  const range = (name: string, [from = 0, to = 0]: readonly number[]): Record<string, number> => ({
    [`${name}_FROM`]: from,
    [`${name}_TO`]: to,
  });
  return {
    ...{ N: p.batch, HEIGHT: p.height, WIDTH: p.width, C: p.channels, STREAM: p.stream },
    ...{ MIRROR_X: Number(p.mirror.columns), MIRROR_Y: Number(p.mirror.rows) },
    ...range('TURN', p.turn),
    ...range('ZOOM_Y', p.rowZoom),
    ...range('ZOOM_X', columnZoom),
    ...{ ONE_ZOOM: Number(p.columnZoom === null), MAGNIFIES: Number(p.magnifies) },
    ...range('SHIFT_Y', rowShift),
    ...range('SHIFT_X', columnShift),
    ...{ FILL: FILLS.indexOf(p.fillMode), FILL_VALUE: p.fillValue },
    NEAREST: Number(p.interpolation === 'nearest'),
  };
}

const source = [LINEAR_ID_WGSL, TRAINING_STATE_WGSL, RANDOM_WGSL, libraryWgsl];
const flops = (p: RandomAffineParams): number => p.batch * p.height * p.width * (20 + 8 * p.channels);

export const randomAffineForward = defineKernel({
  name: 'random_affine_forward',
  source: [...source, forwardWgsl],
  bindings: { x: 'read', trainingState: 'read', y: 'read_write' },
  plan: (p: RandomAffineParams) => ({
    constants: { ...constants(p), PIXELS },
    workgroups: workgroupsFor(p.batch * p.height * Math.ceil(p.width / PIXELS), 64),
    flops: flops(p),
  }),
});

export const randomAffineGradInput = defineKernel({
  name: 'random_affine_grad_input',
  source: [...source, gradInputWgsl],
  bindings: { dy: 'read', trainingState: 'read', dx: 'read_write' },
  plan: (p: RandomAffineParams) => ({
    constants: constants(p),
    workgroups: workgroupsFor(p.batch * p.channels, 64),
    flops: flops(p),
  }),
});
