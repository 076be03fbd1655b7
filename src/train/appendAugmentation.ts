// The augmentation of a run, appended to a graph. It runs the kernel of RandomFlip, RandomRotation, RandomZoom and
// RandomTranslation once for all four, so that pictures are sampled once; what else it changes has a kernel of its own.

import type { Graph } from '../graph/graph';
import type { Tensor } from '../graph/tensor';
import { colourJitter } from '../kernels/colourJitter';
import { randomAffineForward, STILL, type RandomAffineParams } from '../kernels/randomAffine';
import { checkAugmentation, type Augmentation } from './augmentation';

/** Keeps these numbers apart from a layer's under the same seed. */
const AUGMENT_STREAM = 0xa36e1715;

/**
 * @param x pictures, [rows, height, width, channels], 0 … 1
 * @returns x itself where nothing is on
 * @throws RangeError for settings out of range
 */
export function appendAugmentation(
  graph: Graph,
  x: Tensor,
  augmentation: Augmentation,
  trainingState: Tensor,
): Tensor {
  const { flip, shift, scale, rotate, colour, cutOut } = checkAugmentation(augmentation);
  const [rows = 1, height = 1, width = 1, channels = 1] = x.shape;
  const size = { height, width, channels, stream: AUGMENT_STREAM };
  let seen = x;
  if (flip || shift > 0 || scale > 0 || rotate > 0) {
    const params: RandomAffineParams = {
      ...STILL,
      ...{ ...size, batch: rows, mirror: { rows: false, columns: flip } },
      turn: [-rotate / 360, rotate / 360],
      rowZoom: [1 - scale, 1 + scale],
      magnifies: true,
      // From the far end to the near one: the draws of runs from before these were layers.
      ...{ rowShift: [shift, -shift], columnShift: [shift, -shift] },
    };
    const y = graph.tensor('batch/moved at random', x.shape);
    graph.dispatch(randomAffineForward, 'batch/augment', params, { x, trainingState, y });
    seen = y;
  }
  if (colour > 0 || cutOut > 0) {
    const y = graph.tensor('batch/augmented', x.shape);
    const params = { ...size, rows, colour, cutOut };
    graph.dispatch(colourJitter, 'batch/augment colours', params, { x: seen, trainingState, y });
    seen = y;
  }
  return seen;
}
