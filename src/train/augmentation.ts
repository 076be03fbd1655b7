// Data augmentation: the named settings, and the ranges of their values.

import type { Augmentation } from '../kernels/augment';

export type { Augmentation };

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
