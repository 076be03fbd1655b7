// The factories of layers, with tfjs's names: `layers.conv2d({…})`. src/layers defines the options and their defaults.
//
// One function a kind: a bundler takes the layers that a program names, with their kernels, and leaves the others. A kind
// that is made here is known to the registry from then on; loading a model makes all kinds known.

import { activation as activationLayer } from '../layers/activation';
import { add as addLayer } from '../layers/add';
import { average as averageLayer } from '../layers/average';
import { averagePooling2d as averagePooling2dLayer } from '../layers/averagePooling2d';
import { batchNormalization as batchNormalizationLayer } from '../layers/batchNormalization';
import { centerCrop as centerCropLayer } from '../layers/centerCrop';
import { concatenate as concatenateLayer } from '../layers/concatenate';
import { conv2d as conv2dLayer } from '../layers/conv2d';
import { conv2dTranspose as conv2dTransposeLayer } from '../layers/conv2dTranspose';
import { cropping2D as cropping2DLayer } from '../layers/cropping2D';
import { customScaleLayer as customScaleLayerKind } from '../layers/customScaleLayer';
import { dense as denseLayer } from '../layers/dense';
import { depthwiseConv2d as depthwiseConv2dLayer } from '../layers/depthwiseConv2d';
import { dot as dotLayer } from '../layers/dot';
import { dropout as dropoutLayer } from '../layers/dropout';
import { elu as eluLayer } from '../layers/elu';
import { embedding as embeddingLayer } from '../layers/embedding';
import { flatten as flattenLayer } from '../layers/flatten';
import { globalAveragePooling2d as globalAveragePooling2dLayer } from '../layers/globalAveragePooling2d';
import { globalMaxPooling2d as globalMaxPooling2dLayer } from '../layers/globalMaxPooling2d';
import { groupedConv2d as groupedConv2dLayer } from '../layers/groupedConv2d';
import { groupNormalization as groupNormalizationLayer } from '../layers/groupNormalization';
import { layerNormalization as layerNormalizationLayer } from '../layers/layerNormalization';
import { layerScale as layerScaleLayer } from '../layers/layerScale';
import { leakyReLU as leakyReLULayer } from '../layers/leakyReLU';
import { localResponseNormalization as localResponseNormalizationLayer } from '../layers/localResponseNormalization';
import { maximum as maximumLayer } from '../layers/maximum';
import { maxPooling2d as maxPooling2dLayer } from '../layers/maxPooling2d';
import { minimum as minimumLayer } from '../layers/minimum';
import { multiply as multiplyLayer } from '../layers/multiply';
import { normalization as normalizationLayer } from '../layers/normalization';
import { permute as permuteLayer } from '../layers/permute';
import { prelu as preluLayer } from '../layers/prelu';
import { randomBrightness as randomBrightnessLayer } from '../layers/randomBrightness';
import { randomContrast as randomContrastLayer } from '../layers/randomContrast';
import { randomFlip as randomFlipLayer } from '../layers/randomFlip';
import { randomRotation as randomRotationLayer } from '../layers/randomRotation';
import { randomTranslation as randomTranslationLayer } from '../layers/randomTranslation';
import { randomZoom as randomZoomLayer } from '../layers/randomZoom';
import { reLU as reLULayer } from '../layers/reLU';
import { rescaling as rescalingLayer } from '../layers/rescaling';
import { reshape as reshapeLayer } from '../layers/reshape';
import { resizing as resizingLayer } from '../layers/resizing';
import { separableConv2d as separableConv2dLayer } from '../layers/separableConv2d';
import { softmax as softmaxLayer } from '../layers/softmax';
import { spatialDropout2d as spatialDropout2dLayer } from '../layers/spatialDropout2d';
import { subtract as subtractLayer } from '../layers/subtract';
import { unitNormalization as unitNormalizationLayer } from '../layers/unitNormalization';
import { upSampling2d as upSampling2dLayer } from '../layers/upSampling2d';
import { zeroPadding2d as zeroPadding2dLayer } from '../layers/zeroPadding2d';
import { ConfiguredLayer, InputLayer } from './layer';
import type { CommonOptions, LayerOptions } from './layerOptions';

export { CustomLayer as Layer } from './notHere';

/**
 * Keras's Conv2D: applies the same weights to a small window at every position. Each filter makes one map.
 * @example
 * const x = tf.input({ shape: [28, 28, 1] });
 * tf.layers.conv2d({ filters: 6, kernelSize: 5, activation: 'relu' }).apply(x).shape; // → [null, 24, 24, 6]
 */
export function conv2d(options: LayerOptions<'conv2d'>): ConfiguredLayer {
  return new ConfiguredLayer(conv2dLayer, options);
}

/**
 * Keras's Conv2D with `groups`: the filters of a group read only the channels of that group.
 * @example
 * const x = tf.input({ shape: [14, 14, 4] });
 * tf.layers.groupedConv2d({ filters: 8, kernelSize: 3, groups: 4, padding: 'same' }).apply(x).shape; // → [null, 14, 14, 8]
 */
export function groupedConv2d(options: LayerOptions<'groupedConv2d'>): ConfiguredLayer {
  return new ConfiguredLayer(groupedConv2dLayer, options);
}

/**
 * Keras's DepthwiseConv2D: filters every channel separately, with `depthMultiplier` kernels each.
 * @example
 * const x = tf.input({ shape: [14, 14, 4] });
 * tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }).apply(x).shape; // → [null, 12, 12, 8]
 */
export function depthwiseConv2d(options: LayerOptions<'depthwiseConv2d'>): ConfiguredLayer {
  return new ConfiguredLayer(depthwiseConv2dLayer, options);
}

/**
 * Keras's SeparableConv2D: filters every channel separately, then mixes the channels of each pixel.
 * @example
 * const x = tf.input({ shape: [14, 14, 4] });
 * tf.layers.separableConv2d({ filters: 16, kernelSize: 3 }).apply(x).shape; // → [null, 12, 12, 16]
 */
export function separableConv2d(options: LayerOptions<'separableConv2d'>): ConfiguredLayer {
  return new ConfiguredLayer(separableConv2dLayer, options);
}

/**
 * Keras's Conv2DTranspose: spreads each input pixel over a window of the output, so that maps grow by the stride.
 * @example
 * const x = tf.input({ shape: [14, 14, 8] });
 * tf.layers.conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2, padding: 'same' }).apply(x).shape; // → [null, 28, 28, 3]
 */
export function conv2dTranspose(options: LayerOptions<'conv2dTranspose'>): ConfiguredLayer {
  return new ConfiguredLayer(conv2dTransposeLayer, options);
}

/**
 * Keras's Dense: fully connected, every output reads every input.
 * @example
 * const x = tf.input({ shape: [84] });
 * tf.layers.dense({ units: 10, activation: 'softmax' }).apply(x).shape; // → [null, 10]
 */
export function dense(options: LayerOptions<'dense'>): ConfiguredLayer {
  return new ConfiguredLayer(denseLayer, options);
}

/**
 * Keras's Embedding: a learned row of numbers for each label from 0 to `inputDim` − 1.
 * @example
 * const label = tf.input({ shape: [1] });
 * tf.layers.embedding({ inputDim: 10, outputDim: 16 }).apply(label).shape; // → [null, 1, 16]
 */
export function embedding({ inputLength, ...options }: LayerOptions<'embedding'>): ConfiguredLayer {
  const inputShape = inputLength === undefined ? options.inputShape : [inputLength];
  return new ConfiguredLayer(embeddingLayer, { ...options, ...(inputShape && { inputShape }) });
}

/**
 * Keras's MaxPooling2D: keeps the largest number of each window.
 * @example
 * const x = tf.input({ shape: [24, 24, 6] });
 * tf.layers.maxPooling2d({ poolSize: 2 }).apply(x).shape; // → [null, 12, 12, 6]
 */
export function maxPooling2d(options?: LayerOptions<'maxPooling2d'>): ConfiguredLayer {
  return new ConfiguredLayer(maxPooling2dLayer, options);
}

/**
 * Keras's AveragePooling2D: the mean of each window.
 * @example
 * const x = tf.input({ shape: [24, 24, 6] });
 * tf.layers.averagePooling2d({ poolSize: 2 }).apply(x).shape; // → [null, 12, 12, 6]
 */
export function averagePooling2d(options?: LayerOptions<'averagePooling2d'>): ConfiguredLayer {
  return new ConfiguredLayer(averagePooling2dLayer, options);
}

/**
 * Keras's GlobalAveragePooling2D: one number per channel, the mean of its whole map.
 * @example
 * const x = tf.input({ shape: [7, 7, 32] });
 * tf.layers.globalAveragePooling2d().apply(x).shape; // → [null, 32]
 */
export function globalAveragePooling2d(options?: LayerOptions<'globalAveragePooling2d'>): ConfiguredLayer {
  return new ConfiguredLayer(globalAveragePooling2dLayer, options);
}

/**
 * Keras's GlobalMaxPooling2D: one number per channel, the maximum of its whole map.
 * @example
 * const x = tf.input({ shape: [7, 7, 32] });
 * tf.layers.globalMaxPooling2d().apply(x).shape; // → [null, 32]
 */
export function globalMaxPooling2d(options?: LayerOptions<'globalMaxPooling2d'>): ConfiguredLayer {
  return new ConfiguredLayer(globalMaxPooling2dLayer, options);
}

/**
 * Keras's ZeroPadding2D: a border of zeros around every picture.
 * @example
 * const x = tf.input({ shape: [28, 28, 1] });
 * tf.layers.zeroPadding2d({ padding: 2 }).apply(x).shape; // → [null, 32, 32, 1]
 */
export function zeroPadding2d(options?: LayerOptions<'zeroPadding2d'>): ConfiguredLayer {
  return new ConfiguredLayer(zeroPadding2dLayer, options);
}

/**
 * Keras's Cropping2D: cuts rows and columns off the sides of every picture.
 * @example
 * const x = tf.input({ shape: [32, 32, 3] });
 * tf.layers.cropping2D({ cropping: 2 }).apply(x).shape; // → [null, 28, 28, 3]
 */
export function cropping2D(options?: LayerOptions<'cropping2D'>): ConfiguredLayer {
  return new ConfiguredLayer(cropping2DLayer, options);
}

/**
 * Keras's CenterCrop: keeps the middle of every picture.
 * @example
 * const x = tf.input({ shape: [32, 32, 3] });
 * tf.layers.centerCrop({ height: 24, width: 24 }).apply(x).shape; // → [null, 24, 24, 3]
 */
export function centerCrop(options: LayerOptions<'centerCrop'>): ConfiguredLayer {
  return new ConfiguredLayer(centerCropLayer, options);
}

/**
 * Keras's UpSampling2D: enlarges pictures, by repeating pixels or by mixing neighbours.
 * @example
 * const x = tf.input({ shape: [7, 7, 8] });
 * tf.layers.upSampling2d({ size: 2, interpolation: 'bilinear' }).apply(x).shape; // → [null, 14, 14, 8]
 */
export function upSampling2d(options?: LayerOptions<'upSampling2d'>): ConfiguredLayer {
  return new ConfiguredLayer(upSampling2dLayer, options);
}

/**
 * Keras's Resizing: makes every picture one size, larger or smaller.
 * @example
 * const x = tf.input({ shape: [28, 28, 1] });
 * tf.layers.resizing({ height: 32, width: 32 }).apply(x).shape; // → [null, 32, 32, 1]
 */
export function resizing(options: LayerOptions<'resizing'>): ConfiguredLayer {
  return new ConfiguredLayer(resizingLayer, options);
}

/**
 * Keras's Flatten: one row per picture, for the dense layers after it.
 * @example
 * const x = tf.input({ shape: [4, 4, 16] });
 * tf.layers.flatten().apply(x).shape; // → [null, 256]
 */
export function flatten(options?: LayerOptions<'flatten'>): ConfiguredLayer {
  return new ConfiguredLayer(flattenLayer, options);
}

/**
 * Keras's Reshape: the same numbers in the same order with another shape.
 * @example
 * const x = tf.input({ shape: [784] });
 * tf.layers.reshape({ targetShape: [28, 28, 1] }).apply(x).shape; // → [null, 28, 28, 1]
 */
export function reshape(options: LayerOptions<'reshape'>): ConfiguredLayer {
  return new ConfiguredLayer(reshapeLayer, options);
}

/**
 * Keras's Permute: puts the axes in another order. They are counted from 1, without the batch axis.
 * @example
 * const x = tf.input({ shape: [28, 24, 3] });
 * tf.layers.permute({ dims: [3, 1, 2] }).apply(x).shape; // → [null, 3, 28, 24]
 */
export function permute(options: LayerOptions<'permute'>): ConfiguredLayer {
  return new ConfiguredLayer(permuteLayer, options);
}

/**
 * Keras's BatchNormalization: normalizes every channel to mean 0 and variance 1 over the batch, then applies a learned
 * scale and shift.
 * @example
 * const x = tf.input({ shape: [12, 12, 6] });
 * tf.layers.batchNormalization().apply(x).shape; // → [null, 12, 12, 6]
 */
export function batchNormalization(options?: LayerOptions<'batchNormalization'>): ConfiguredLayer {
  return new ConfiguredLayer(batchNormalizationLayer, options);
}

/**
 * Keras's LayerNormalization: normalizes the numbers of each place, then applies a learned scale and shift.
 * @example
 * const x = tf.input({ shape: [12, 12, 6] });
 * tf.layers.layerNormalization().apply(x).shape; // → [null, 12, 12, 6]
 */
export function layerNormalization(options?: LayerOptions<'layerNormalization'>): ConfiguredLayer {
  return new ConfiguredLayer(layerNormalizationLayer, options);
}

/**
 * Keras's UnitNormalization: divides the numbers of each place by their length, so that their squares add up to 1.
 * @example
 * const x = tf.input({ shape: [12, 12, 8] });
 * tf.layers.unitNormalization().apply(x).shape; // → [null, 12, 12, 8]
 */
export function unitNormalization(options?: LayerOptions<'unitNormalization'>): ConfiguredLayer {
  return new ConfiguredLayer(unitNormalizationLayer, options);
}

/**
 * Keras's GroupNormalization: normalizes groups of channels of each picture, then applies a learned scale and shift.
 * @example
 * const x = tf.input({ shape: [12, 12, 8] });
 * tf.layers.groupNormalization({ groups: 4 }).apply(x).shape; // → [null, 12, 12, 8]
 */
export function groupNormalization(options?: LayerOptions<'groupNormalization'>): ConfiguredLayer {
  return new ConfiguredLayer(groupNormalizationLayer, options);
}

/**
 * A strong activation in one channel reduces those of the neighbouring channels at the same position, as in AlexNet.
 * @example
 * const x = tf.input({ shape: [12, 12, 8] });
 * tf.layers.localResponseNormalization().apply(x).shape; // → [null, 12, 12, 8]
 */
export function localResponseNormalization(
  options?: LayerOptions<'localResponseNormalization'>,
): ConfiguredLayer {
  return new ConfiguredLayer(localResponseNormalizationLayer, options);
}

/**
 * Keras's Rescaling: multiplies by a number and adds another, such as from pixels of 0…255 to 0…1.
 * @example
 * const x = tf.input({ shape: [28, 28, 1] });
 * tf.layers.rescaling({ scale: 1 / 255 }).apply(x).shape; // → [null, 28, 28, 1]
 */
export function rescaling(options: LayerOptions<'rescaling'>): ConfiguredLayer {
  return new ConfiguredLayer(rescalingLayer, options);
}

/**
 * Keras's Normalization: subtracts a mean and divides by a standard deviation that were measured before.
 * @example
 * const x = tf.input({ shape: [28, 28, 1] });
 * tf.layers.normalization({ mean: [0.5], variance: [0.25] }).apply(x).shape; // → [null, 28, 28, 1]
 */
export function normalization(options?: LayerOptions<'normalization'>): ConfiguredLayer {
  return new ConfiguredLayer(normalizationLayer, options);
}

/**
 * Keras's Dropout: sets a random part of the numbers to 0 while training.
 * @example
 * const x = tf.input({ shape: [128] });
 * tf.layers.dropout({ rate: 0.5 }).apply(x).shape; // → [null, 128]
 */
export function dropout(options: LayerOptions<'dropout'>): ConfiguredLayer {
  return new ConfiguredLayer(dropoutLayer, options);
}

/**
 * Keras's SpatialDropout2D: sets whole maps to 0 while training.
 * @example
 * const x = tf.input({ shape: [12, 12, 8] });
 * tf.layers.spatialDropout2d({ rate: 0.2 }).apply(x).shape; // → [null, 12, 12, 8]
 */
export function spatialDropout2d(options: LayerOptions<'spatialDropout2d'>): ConfiguredLayer {
  return new ConfiguredLayer(spatialDropout2dLayer, options);
}

/**
 * Keras's RandomFlip: mirrors pictures at random while training.
 * @example
 * const x = tf.input({ shape: [28, 28, 3] });
 * tf.layers.randomFlip({ mode: 'horizontal' }).apply(x).shape; // → [null, 28, 28, 3]
 */
export function randomFlip(options?: LayerOptions<'randomFlip'>): ConfiguredLayer {
  return new ConfiguredLayer(randomFlipLayer, options);
}

/**
 * Keras's RandomRotation: turns pictures by random angles while training, in parts of a whole turn.
 * @example
 * const x = tf.input({ shape: [28, 28, 3] });
 * tf.layers.randomRotation({ factor: 0.1 }).apply(x).shape; // → [null, 28, 28, 3]
 */
export function randomRotation(options: LayerOptions<'randomRotation'>): ConfiguredLayer {
  return new ConfiguredLayer(randomRotationLayer, options);
}

/**
 * Keras's RandomZoom: shrinks and enlarges pictures at random while training.
 * @example
 * const x = tf.input({ shape: [28, 28, 3] });
 * tf.layers.randomZoom({ heightFactor: 0.2 }).apply(x).shape; // → [null, 28, 28, 3]
 */
export function randomZoom(options: LayerOptions<'randomZoom'>): ConfiguredLayer {
  return new ConfiguredLayer(randomZoomLayer, options);
}

/**
 * Keras's RandomTranslation: shifts pictures at random while training, in parts of their size.
 * @example
 * const x = tf.input({ shape: [28, 28, 3] });
 * tf.layers.randomTranslation({ heightFactor: 0.1, widthFactor: 0.1 }).apply(x).shape; // → [null, 28, 28, 3]
 */
export function randomTranslation(options: LayerOptions<'randomTranslation'>): ConfiguredLayer {
  return new ConfiguredLayer(randomTranslationLayer, options);
}

/**
 * Keras's RandomContrast: changes the contrast of pictures at random while training.
 * @example
 * const x = tf.input({ shape: [28, 28, 3] });
 * tf.layers.randomContrast({ factor: 0.2 }).apply(x).shape; // → [null, 28, 28, 3]
 */
export function randomContrast(options: LayerOptions<'randomContrast'>): ConfiguredLayer {
  return new ConfiguredLayer(randomContrastLayer, options);
}

/**
 * Keras's RandomBrightness: makes pictures lighter or darker at random while training.
 * @example
 * const x = tf.input({ shape: [28, 28, 3] });
 * tf.layers.randomBrightness({ factor: 0.2 }).apply(x).shape; // → [null, 28, 28, 3]
 */
export function randomBrightness(options: LayerOptions<'randomBrightness'>): ConfiguredLayer {
  return new ConfiguredLayer(randomBrightnessLayer, options);
}

/**
 * The LayerScale of ConvNeXt: multiplies every channel by a learned number.
 * @example
 * const x = tf.input({ shape: [28, 28, 3] });
 * tf.layers.layerScale({}).apply(x).shape; // → [null, 28, 28, 3]
 */
export function layerScale(options?: LayerOptions<'layerScale'>): ConfiguredLayer {
  return new ConfiguredLayer(layerScaleLayer, options);
}

/**
 * The CustomScaleLayer of Inception-ResNet: the first input plus the second times a number.
 * @example
 * const x = tf.input({ shape: [28, 28, 3] });
 * tf.layers.customScaleLayer({ scale: 0.2 }).apply([x, x]).shape; // → [null, 28, 28, 3]
 */
export function customScaleLayer(options: LayerOptions<'customScaleLayer'>): ConfiguredLayer {
  return new ConfiguredLayer(customScaleLayerKind, options);
}

/**
 * Keras's Activation: an activation function as a layer of its own.
 * @example
 * const x = tf.input({ shape: [128] });
 * tf.layers.activation({ activation: 'gelu' }).apply(x).shape; // → [null, 128]
 */
export function activation(options: LayerOptions<'activation'>): ConfiguredLayer {
  return new ConfiguredLayer(activationLayer, options);
}

/**
 * Keras's ReLU: min(x, maxValue) above the threshold, which is 0 by default, and negativeSlope times the distance to it elsewhere.
 * @example
 * const x = tf.input({ shape: [128] });
 * tf.layers.reLU({ maxValue: 4, threshold: 0.5 }).apply(x).shape; // → [null, 128]
 */
export function reLU(options?: LayerOptions<'reLU'>): ConfiguredLayer {
  return new ConfiguredLayer(reLULayer, options);
}

/**
 * Keras's LeakyReLU: a ReLU with a small slope for negative inputs.
 * @example
 * const x = tf.input({ shape: [128] });
 * tf.layers.leakyReLU({ alpha: 0.1 }).apply(x).shape; // → [null, 128]
 */
export function leakyReLU(options?: LayerOptions<'leakyReLU'>): ConfiguredLayer {
  return new ConfiguredLayer(leakyReLULayer, options);
}

/**
 * Keras's PReLU: a ReLU whose slopes for negative inputs are learned.
 * @example
 * const x = tf.input({ shape: [12, 12, 6] });
 * tf.layers.prelu({ sharedAxes: [1, 2] }).apply(x).shape; // → [null, 12, 12, 6]
 */
export function prelu(options?: LayerOptions<'prelu'>): ConfiguredLayer {
  return new ConfiguredLayer(preluLayer, options);
}

/**
 * Keras's ELU: a ReLU that bends towards −alpha for negative inputs.
 * @example
 * const x = tf.input({ shape: [128] });
 * tf.layers.elu().apply(x).shape; // → [null, 128]
 */
export function elu(options?: LayerOptions<'elu'>): ConfiguredLayer {
  return new ConfiguredLayer(eluLayer, options);
}

/**
 * Keras's Softmax: converts the scores of each row to probabilities that sum to 1.
 * @example
 * const x = tf.input({ shape: [10] });
 * tf.layers.softmax().apply(x).shape; // → [null, 10]
 */
export function softmax(options?: LayerOptions<'softmax'>): ConfiguredLayer {
  return new ConfiguredLayer(softmaxLayer, options);
}

/**
 * Keras's Add: the sum of several inputs, number by number: the shortcut of residual networks.
 * @example
 * const x = tf.input({ shape: [12, 12, 6] });
 * tf.layers.add().apply([x, x]).shape; // → [null, 12, 12, 6]
 */
export function add(options?: LayerOptions<'add'>): ConfiguredLayer {
  return new ConfiguredLayer(addLayer, options);
}

/**
 * Keras's Subtract: the first of two inputs less the second.
 * @example
 * const x = tf.input({ shape: [10] });
 * tf.layers.subtract().apply([x, x]).shape; // → [null, 10]
 */
export function subtract(options?: LayerOptions<'subtract'>): ConfiguredLayer {
  return new ConfiguredLayer(subtractLayer, options);
}

/**
 * Keras's Dot: the products of the rows of two inputs, summed along an axis of each, counted with the batch. Of several matrices, such
 * as the heads of attention, each is multiplied by its counterpart.
 * @example
 * const queries = tf.input({ shape: [16, 8] });
 * const keys = tf.input({ shape: [9, 8] });
 * tf.layers.dot({ axes: [2, 2] }).apply([queries, keys]).shape; // → [null, 16, 9]
 */
export function dot(options: LayerOptions<'dot'>): ConfiguredLayer {
  return new ConfiguredLayer(dotLayer, options);
}

/**
 * Keras's Multiply: the product of several inputs, number by number.
 * @example
 * const x = tf.input({ shape: [10] });
 * tf.layers.multiply().apply([x, x]).shape; // → [null, 10]
 */
export function multiply(options?: LayerOptions<'multiply'>): ConfiguredLayer {
  return new ConfiguredLayer(multiplyLayer, options);
}

/**
 * Keras's Average: the mean of several inputs, number by number.
 * @example
 * const x = tf.input({ shape: [10] });
 * tf.layers.average().apply([x, x]).shape; // → [null, 10]
 */
export function average(options?: LayerOptions<'average'>): ConfiguredLayer {
  return new ConfiguredLayer(averageLayer, options);
}

/**
 * Keras's Maximum: the largest of several inputs, number by number.
 * @example
 * const x = tf.input({ shape: [10] });
 * tf.layers.maximum().apply([x, x]).shape; // → [null, 10]
 */
export function maximum(options?: LayerOptions<'maximum'>): ConfiguredLayer {
  return new ConfiguredLayer(maximumLayer, options);
}

/**
 * Keras's Minimum: the smallest of several inputs, number by number.
 * @example
 * const x = tf.input({ shape: [10] });
 * tf.layers.minimum().apply([x, x]).shape; // → [null, 10]
 */
export function minimum(options?: LayerOptions<'minimum'>): ConfiguredLayer {
  return new ConfiguredLayer(minimumLayer, options);
}

/**
 * Keras's Concatenate: joins its inputs along an axis, by default the channels.
 * @example
 * const x = tf.input({ shape: [12, 12, 6] });
 * tf.layers.concatenate().apply([x, x]).shape; // → [null, 12, 12, 12]
 */
export function concatenate(options?: LayerOptions<'concatenate'>): ConfiguredLayer {
  return new ConfiguredLayer(concatenateLayer, options);
}

/**
 * An input of a model, as a layer: the first one of `sequential()`.
 * @example
 * tf.layers.inputLayer({ inputShape: [28, 28, 1] }).outputShape; // → [null, 28, 28, 1]
 */
export function inputLayer(
  options: Pick<CommonOptions, 'name' | 'inputShape' | 'batchInputShape'>,
): InputLayer {
  return new InputLayer(options);
}

/** Other names that tfjs has. */
export { maxPooling2d as maxPool2d, averagePooling2d as avgPool2d, averagePooling2d as avgPooling2d };
