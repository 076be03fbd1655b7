// What images and labels of every format have to be.

import { refuse, type Origin } from './dataSetError';

/** Pictures are no larger than what any device trains on. */
export const MAX_SIDE = 4096;

/** @throws DataSetError unless N images have N labels */
export function checkLabelCount(labelOrigin: Origin, images: number, labels: number): void {
  if (labels === images) return;
  refuse(labelOrigin, { at: 'labels' }, { wants: 'labelEach', images }, { is: 'number', value: labels });
}

/** @throws DataSetError for sides of 0 or beyond what is trained on */
export function checkSides(origin: Origin, height: number, width: number): void {
  for (const side of [height, width]) {
    if (side >= 1 && side <= MAX_SIDE) continue;
    const received = { is: 'size', size: [height, width] } as const;
    refuse(origin, { at: 'images' }, { wants: 'range', min: 1, max: MAX_SIDE }, received);
  }
}
