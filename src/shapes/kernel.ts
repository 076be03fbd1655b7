// The kernel that draws shapes, and how it reads an arrangement.

import drawWgsl from '../../shaders/shapes/draw.wgsl?raw';
import { defineKernel, workgroupsFor } from '../kernels/kernel';
import { LINEAR_ID_WGSL, RANDOM_WGSL } from '../kernels/libraries';
import { FORMS, type PictureFormat, type ShapeArrangement } from './arrange';

export interface DrawParams extends PictureFormat {
  readonly pictures: number;
}

export const drawKernel = defineKernel({
  name: 'shapes/draw',
  source: [LINEAR_ID_WGSL, RANDOM_WGSL, drawWgsl],
  bindings: { shapes: 'read', pictures: 'read_write' },
  plan: ({ pictures, size, channels }: DrawParams) => ({
    // One shader for any number of pictures.
    constants: { SIZE: size, CHANNELS: channels },
    workgroups: workgroupsFor(pictures * size, 64),
    flops: pictures * size * size * (30 + 6 * channels),
  }),
});

/** 32-bit words of the struct Shape. */
export const SHAPE_WORDS = 20;

/** The arrangements as the kernel reads them, SHAPE_WORDS each. */
export function encodeShapes(shapes: readonly ShapeArrangement[]): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(shapes.length * SHAPE_WORDS);
  const floats = new Float32Array(words.buffer);
  shapes.forEach((shape, n) => {
    const { reach, thickness, period, phase, noise } = shape;
    const at = n * SHAPE_WORDS;
    floats.set(shape.ink, at);
    words[at + 3] = FORMS.indexOf(shape.form);
    floats.set(shape.paper, at + 4);
    words[at + 7] = shape.noiseSeed;
    floats.set([...shape.centre, Math.cos(shape.angle), Math.sin(shape.angle)], at + 8);
    floats.set([reach, thickness, period, phase, noise], at + 12);
  });
  return words;
}
