// How pictures are changed while training: the named settings, and what is allowed.

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

/** For photographs of things: a mirror image is one as well, and light and distance are chance. */
export const PHOTO_AUGMENTATION: Augmentation = {
  flip: true,
  shift: 0.12,
  scale: 0.25,
  rotate: 20,
  colour: 0.2,
  cutOut: 0.3,
};

/** @throws RangeError naming what is out of range */
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

/** Whether anything is changed at all. */
export function augments({ flip, shift, scale, rotate, colour, cutOut }: Augmentation): boolean {
  return flip || shift > 0 || scale > 0 || rotate > 0 || colour > 0 || cutOut > 0;
}
