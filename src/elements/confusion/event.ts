// A picture of a cell of the confusion matrix that is shown on the stage: the page remembers from which cell it came.

import type { ConfusionCell } from '../../train/confusion';
import { PictureEvent } from '../pointed';

export class CellPictureEvent extends PictureEvent {
  /**
   * @param pixels 0…1, row-major, channels last
   * @param at the index among the test pictures
   */
  constructor(
    pixels: Float32Array,
    readonly cell: ConfusionCell,
    readonly at: number,
  ) {
    super(pixels, null, cell.label);
  }
}
