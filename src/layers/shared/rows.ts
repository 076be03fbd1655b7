// Softmax and its logarithm in f64, as the network runs them after a layer.

import { softmaxForward } from '../../reference/activations';
import { logSoftmaxForward } from '../../reference/logSoftmax';
import type { NdArray } from '../../reference/ndArray';
import type { RowActivation } from '../options';

export function rowsOf(activation: RowActivation, x: NdArray): NdArray {
  return activation === 'softmax' ? softmaxForward(x) : logSoftmaxForward(x);
}
