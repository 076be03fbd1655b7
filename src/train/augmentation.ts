// Data augmentation: the named settings, and the ranges of their values. How pictures are changed (appendAugmentation.ts) is
// loaded for runs that ask for it (batchChanges.ts).

import type { LayerConfig } from '../models/network';

/** The largest extent of each change; 0 and false turn it off. */
export interface Augmentation {
  /** Mirrors every second picture left to right. */
  readonly flip: boolean;
  /** Shift to either side as a share of the picture's size; 0 … 1. */
  readonly shift: number;
  /** Zoom from 1 − scale to 1 + scale; below 1. */
  readonly scale: number;
  /** Rotation in degrees to either side; up to 45. */
  readonly rotate: number;
  /** Changes of brightness, contrast, saturation and white balance; 0 … 1. */
  readonly colour: number;
  /** The side of a covered square as a share of the picture's, in every second picture; 0 … 1. */
  readonly cutOut: number;
}

export const NO_AUGMENTATION: Augmentation = {
  flip: false,
  shift: 0,
  scale: 0,
  rotate: 0,
  colour: 0,
  cutOut: 0,
};

/** For photographs of objects: a mirror image is also plausible, and light and distance vary at random. */
export const PHOTO_AUGMENTATION: Augmentation = {
  flip: true,
  shift: 0.12,
  scale: 0.25,
  rotate: 20,
  colour: 0.2,
  cutOut: 0.3,
};

/**
 * Keras's layers for it, for code that is to train elsewhere: to stand before `network`'s own. Saturation, white balance and
 * hidden squares are not among them.
 */
export function augmentationLayers({
  flip,
  shift,
  scale,
  rotate,
  colour,
}: Augmentation): readonly Required<Pick<LayerConfig, 'kind' | 'options'>>[] {
  const rounded = (value: number): number => Number(value.toPrecision(6));
  const valueRange = [0, 1];
  return [
    ...(flip ? [{ kind: 'randomFlip', options: { mode: 'horizontal' } }] : []),
    ...(rotate > 0 ? [{ kind: 'randomRotation', options: { factor: rounded(rotate / 360) } }] : []),
    // What is shown of a picture that looks larger by 1 + scale, and smaller by 1 − scale.
    ...(scale > 0
      ? [
          {
            kind: 'randomZoom',
            options: {
              heightFactor: [rounded(1 / (1 + scale) - 1), Math.min(1, rounded(1 / (1 - scale) - 1))],
            },
          },
        ]
      : []),
    ...(shift > 0
      ? [{ kind: 'randomTranslation', options: { heightFactor: shift, widthFactor: shift } }]
      : []),
    ...(colour > 0
      ? [
          { kind: 'randomContrast', options: { factor: [colour, colour], valueRange } },
          { kind: 'randomBrightness', options: { factor: rounded(colour / 2), valueRange } },
        ]
      : []),
  ];
}

/** @throws RangeError naming the setting that is out of range */
export function checkAugmentation(augmentation: Augmentation): Augmentation {
  const ranges = { shift: [0, 1], scale: [0, 0.9], rotate: [0, 45], colour: [0, 1], cutOut: [0, 1] } as const;
  for (const [name, [low, high]] of Object.entries(ranges) as [
    keyof typeof ranges,
    readonly [number, number],
  ][]) {
    const value = augmentation[name];
    if (!(value >= low && value <= high)) {
      throw new RangeError(`augmentation: ${name} must be from ${low} to ${high}. Received ${value}`);
    }
  }
  return augmentation;
}

/** Whether any augmentation is on. */
export function augments({ flip, shift, scale, rotate, colour, cutOut }: Augmentation): boolean {
  return flip || shift > 0 || scale > 0 || rotate > 0 || colour > 0 || cutOut > 0;
}
