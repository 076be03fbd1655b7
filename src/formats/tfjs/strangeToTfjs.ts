// Layers that tfjs lacks, or computes otherwise.

import { snakeCase } from '../../layers/shared/kerasNames';
import type { LayerActivation } from '../../layers/options';
import type { LayerKind } from '../../layers/all';
import type { NetworkLayer } from '../../models/network';

const WITHOUT_TFJS: ReadonlySet<string> = new Set<LayerKind>([
  ...(['localResponseNormalization', 'normalization', 'spatialDropout2d', 'subtract'] as const),
  ...(['randomFlip', 'randomRotation', 'randomZoom', 'randomTranslation'] as const),
  ...(['randomContrast', 'randomBrightness'] as const),
  ...(['layerScale', 'customScaleLayer', 'unitNormalization'] as const),
]);

/** Its hard sigmoid has another slope. */
const WITHOUT_TFJS_ACTIVATIONS: ReadonlySet<string> = new Set<LayerActivation>([
  ...(['hardSigmoid', 'hardSilu', 'exponential', 'geluTanh', 'hardTanh', 'tanhShrink'] as const),
  ...(['softShrink', 'hardShrink', 'squareplus', 'sparsePlus', 'logSigmoid', 'sparseSigmoid'] as const),
]);

/**
 * What tfjs would not do as this layer does, in plain words; null where it does the same.
 * @param layer one of ours
 */
export function strangeToTfjs({
  definition,
  options,
  inputShapes = [],
}: Pick<NetworkLayer, 'definition' | 'options'> & Partial<Pick<NetworkLayer, 'inputShapes'>>): string | null {
  if (options.activation === 'leakyRelu') return "tfjs has no activation 'leaky_relu'; use a LeakyReLU layer";
  if (WITHOUT_TFJS.has(definition.kind)) return 'it has no such layer';
  if (['upSampling2d', 'resizing'].includes(definition.kind)) {
    if (options.interpolation === 'bilinear') return 'its bilinear resizing takes other places of pixels';
    if (definition.kind === 'resizing') return 'its Resizing aligns the corners of pictures';
  }
  if (definition.kind === 'centerCrop')
    return 'its CenterCrop changes the shape of the layer before; use a Cropping2D';
  if (options.keepdims === true) return 'its global pooling has no keepdims; use a Reshape layer';
  if (definition.kind === 'rescaling' && [options.scale, options.offset].some(Array.isArray))
    return 'its Rescaling has one scale and one offset for all channels';
  if (definition.kind === 'dot' && inputShapes.some(({ length }) => length > 2))
    return 'its Dot does not multiply several matrices by several';
  if (definition.kind === 'groupNormalization') return 'it has no such layer';
  if (definition.kind === 'groupedConv2d') return 'its Conv2D has no groups';
  if (definition.kind === 'conv2dTranspose' && options.outputPadding !== null)
    return 'its Conv2DTranspose has no output padding';
  if (definition.kind === 'elu' && options.alpha !== 1) return 'its ELU has no other alpha than 1';
  if (WITHOUT_TFJS_ACTIVATIONS.has(String(options.activation)))
    return `it has no activation '${snakeCase(String(options.activation))}'`;
  const { negativeSlope, dilationRate } = options;
  if (typeof options.threshold === 'number' && options.threshold !== 0) return 'its ReLU has no threshold';
  if (typeof negativeSlope === 'number' && negativeSlope !== 0)
    return 'its ReLU has no slope; use a LeakyReLU layer';
  if (
    ['depthwiseConv2d', 'conv2dTranspose', 'separableConv2d'].includes(definition.kind) &&
    Array.isArray(dilationRate) &&
    dilationRate.some((rate) => rate !== 1)
  )
    return `its ${definition.className} has no dilation`;
  return null;
}
