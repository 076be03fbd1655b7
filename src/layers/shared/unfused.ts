// What the Activation layer brings along: the activation functions that no kernel fuses, as shaders and in f64.

import exponential from '../../../shaders/lib/unfused/exponential.wgsl?raw';
import gelu from '../../../shaders/lib/unfused/gelu.wgsl?raw';
import geluTanh from '../../../shaders/lib/unfused/gelu_tanh.wgsl?raw';
import hardShrink from '../../../shaders/lib/unfused/hard_shrink.wgsl?raw';
import hardSigmoid from '../../../shaders/lib/unfused/hard_sigmoid.wgsl?raw';
import hardSilu from '../../../shaders/lib/unfused/hard_silu.wgsl?raw';
import hardTanh from '../../../shaders/lib/unfused/hard_tanh.wgsl?raw';
import logSigmoid from '../../../shaders/lib/unfused/log_sigmoid.wgsl?raw';
import mish from '../../../shaders/lib/unfused/mish.wgsl?raw';
import selu from '../../../shaders/lib/unfused/selu.wgsl?raw';
import silu from '../../../shaders/lib/unfused/silu.wgsl?raw';
import softShrink from '../../../shaders/lib/unfused/soft_shrink.wgsl?raw';
import softplus from '../../../shaders/lib/unfused/softplus.wgsl?raw';
import softsign from '../../../shaders/lib/unfused/softsign.wgsl?raw';
import sparsePlus from '../../../shaders/lib/unfused/sparse_plus.wgsl?raw';
import sparseSigmoid from '../../../shaders/lib/unfused/sparse_sigmoid.wgsl?raw';
import squareplus from '../../../shaders/lib/unfused/squareplus.wgsl?raw';
import tanhShrink from '../../../shaders/lib/unfused/tanh_shrink.wgsl?raw';
import { provideLibraries } from '../../kernels/activation';
import { UNFUSED_CURVES } from '../../reference/unfusedActivations';
import { provideCurves } from './activated';

export function provideUnfused(): void {
  provideLibraries({
    silu,
    gelu,
    mish,
    hardSilu,
    hardSigmoid,
    selu,
    softplus,
    softsign,
    exponential,
    geluTanh,
    hardTanh,
    tanhShrink,
    softShrink,
    hardShrink,
    squareplus,
    sparsePlus,
    logSigmoid,
    sparseSigmoid,
  });
  provideCurves(UNFUSED_CURVES);
}
