// The shapes that a first visit begins with.

import { RECOMMENDED } from '../../train/recommended';

export const SHAPES = Object.freeze({ colour: false, perClass: RECOMMENDED.shapes.perClass, seed: 1 });
