// What Keras calls our layers, their arguments in Keras's order, and their weights.

import type { LayerKind } from '../../layers/all';

/** What Keras makes of a kind of layer. */
export interface KerasForm {
  readonly className: string;
  /** Of what Keras has no layer for: a function of TensorFlow that does the same, which code may call in a Lambda. */
  readonly lambda?: string;
  /** Other names of the class. */
  readonly aliases: readonly string[];
  /** All arguments of the class in order, as `Conv2D(8, 3)` gives them. */
  readonly positional: readonly string[];
  /** Arguments that scripts always give, whatever our default: Keras 3's AveragePooling2D has none for its pool_size. */
  readonly required?: readonly string[];
  /** Our parameters and Keras's, in Keras's order of weights. */
  readonly parameters: readonly KerasParameter[];
  /** Keras's class has no argument `trainable`, and no weights that it would be of. */
  readonly untrainable?: boolean;
  /** One number that Keras keeps behind the weights, and that changes nothing: how many it has seen. */
  readonly counter?: string;
}

export interface KerasParameter {
  /** `movingMean` */
  readonly name: string;
  /** `moving_mean` */
  readonly keras: string;
}

const kernelAndBias: readonly KerasParameter[] = [
  { name: 'weight', keras: 'kernel' },
  { name: 'bias', keras: 'bias' },
];

const gammaAndBeta: readonly KerasParameter[] = [
  { name: 'gamma', keras: 'gamma' },
  { name: 'beta', keras: 'beta' },
];

const normalizing = [
  ...['epsilon', 'center', 'scale', 'beta_initializer', 'gamma_initializer', 'beta_regularizer'],
  ...['gamma_regularizer', 'beta_constraint', 'gamma_constraint'],
];

const convolution = [
  ...['filters', 'kernel_size', 'strides', 'padding', 'data_format', 'dilation_rate', 'groups', 'activation'],
  ...['use_bias', 'kernel_initializer', 'bias_initializer', 'kernel_regularizer', 'bias_regularizer'],
  ...['activity_regularizer', 'kernel_constraint', 'bias_constraint'],
];

const moving = ['fill_mode', 'interpolation', 'seed', 'fill_value', 'data_format'];

const pooling = ['pool_size', 'strides', 'padding', 'data_format'];

/** What is not said: the class that the layer says, and no aliases, arguments or parameters. */
export const LAYER_FORMS: Readonly<Partial<Record<LayerKind, Partial<KerasForm>>>> = {
  conv2d: {
    aliases: ['Convolution2D', 'AtrousConvolution2D'],
    positional: convolution,
    parameters: kernelAndBias,
  },
  depthwiseConv2d: {
    positional: [
      ...['kernel_size', 'strides', 'padding', 'depth_multiplier', 'data_format', 'dilation_rate'],
      ...['activation', 'use_bias', 'depthwise_initializer', 'bias_initializer', 'depthwise_regularizer'],
      ...['bias_regularizer', 'activity_regularizer', 'depthwise_constraint', 'bias_constraint'],
    ],
    parameters: [
      { name: 'weight', keras: 'depthwise_kernel' },
      { name: 'bias', keras: 'bias' },
    ],
  },
  dense: {
    positional: [
      ...['units', 'activation', 'use_bias', 'kernel_initializer', 'bias_initializer', 'kernel_regularizer'],
      ...['bias_regularizer', 'activity_regularizer', 'kernel_constraint', 'bias_constraint'],
    ],
    parameters: kernelAndBias,
  },
  embedding: {
    positional: [
      ...['input_dim', 'output_dim', 'embeddings_initializer', 'embeddings_regularizer'],
      ...['embeddings_constraint', 'mask_zero', 'weights', 'lora_rank'],
    ],
    parameters: [{ name: 'weight', keras: 'embeddings' }],
  },
  maxPooling2d: { aliases: ['MaxPool2D'], positional: pooling, required: ['pool_size'] },
  averagePooling2d: { aliases: ['AvgPool2D'], positional: pooling, required: ['pool_size'] },
  globalMaxPooling2d: { aliases: ['GlobalMaxPool2D'], positional: ['data_format', 'keepdims'] },
  globalAveragePooling2d: { aliases: ['GlobalAvgPool2D'], positional: ['data_format', 'keepdims'] },
  /** Keras has no layer of that name (see customLayers.ts). The arguments are those of TensorFlow's function. */
  localResponseNormalization: {
    lambda: 'tensorflow.nn.local_response_normalization',
    positional: ['depth_radius', 'bias', 'alpha', 'beta'],
  },
  zeroPadding2d: { positional: ['padding', 'data_format'] },
  flatten: { positional: ['data_format'] },
  reshape: { positional: ['target_shape'] },
  batchNormalization: {
    aliases: ['BatchNormalizationV1', 'BatchNormalizationV2'],
    positional: [
      ...['axis', 'momentum', 'epsilon', 'center', 'scale', 'beta_initializer', 'gamma_initializer'],
      ...['moving_mean_initializer', 'moving_variance_initializer', 'beta_regularizer', 'gamma_regularizer'],
      ...['beta_constraint', 'gamma_constraint', 'renorm', 'renorm_clipping', 'renorm_momentum'],
      'synchronized',
    ],
    parameters: [
      { name: 'gamma', keras: 'gamma' },
      { name: 'beta', keras: 'beta' },
      { name: 'movingMean', keras: 'moving_mean' },
      { name: 'movingVariance', keras: 'moving_variance' },
    ],
  },
  dropout: { positional: ['rate', 'noise_shape', 'seed'] },
  activation: { positional: ['activation'] },
  reLU: { positional: ['max_value', 'negative_slope', 'threshold'] },
  unitNormalization: { positional: ['axis'] },
  leakyReLU: { positional: ['negative_slope'] },
  softmax: { positional: ['axis'] },
  concatenate: { positional: ['axis'] },
  dot: { positional: ['axes', 'normalize'] },
  upSampling2d: { positional: ['size', 'data_format', 'interpolation'] },
  resizing: {
    positional: [
      ...['height', 'width', 'interpolation', 'crop_to_aspect_ratio', 'pad_to_aspect_ratio', 'fill_mode'],
      ...['fill_value', 'antialias', 'data_format'],
    ],
  },
  cropping2D: { positional: ['cropping', 'data_format'] },
  centerCrop: { positional: ['height', 'width', 'data_format'] },
  rescaling: { positional: ['scale', 'offset'] },
  normalization: {
    positional: ['axis', 'mean', 'variance', 'invert'],
    parameters: [
      { name: 'mean', keras: 'mean' },
      { name: 'variance', keras: 'variance' },
    ],
    counter: 'count',
  },
  permute: { positional: ['dims'] },
  spatialDropout2d: { positional: ['rate', 'data_format', 'seed'], untrainable: true },
  randomFlip: { positional: ['mode', 'seed', 'data_format'] },
  randomRotation: { positional: ['factor', ...moving] },
  randomZoom: { positional: ['height_factor', 'width_factor', ...moving] },
  randomTranslation: { positional: ['height_factor', 'width_factor', ...moving] },
  randomContrast: { positional: ['factor', 'value_range', 'seed'] },
  randomBrightness: { positional: ['factor', 'value_range', 'seed'] },
  elu: { positional: ['alpha'] },
  prelu: {
    positional: ['alpha_initializer', 'alpha_regularizer', 'alpha_constraint', 'shared_axes'],
    parameters: [{ name: 'alpha', keras: 'alpha' }],
  },
  conv2dTranspose: {
    aliases: ['Convolution2DTranspose', 'Deconvolution2D', 'Deconv2D'],
    positional: [
      ...['filters', 'kernel_size', 'strides', 'padding', 'output_padding', 'data_format', 'dilation_rate'],
      ...['activation', 'use_bias', 'kernel_initializer', 'bias_initializer', 'kernel_regularizer'],
      ...['bias_regularizer', 'activity_regularizer', 'kernel_constraint', 'bias_constraint'],
    ],
    parameters: [
      { name: 'kernel', keras: 'kernel' },
      { name: 'bias', keras: 'bias' },
    ],
  },
  separableConv2d: {
    aliases: ['SeparableConvolution2D'],
    positional: [
      ...['filters', 'kernel_size', 'strides', 'padding', 'data_format', 'dilation_rate', 'depth_multiplier'],
      ...['activation', 'use_bias', 'depthwise_initializer', 'pointwise_initializer', 'bias_initializer'],
      ...['depthwise_regularizer', 'pointwise_regularizer', 'bias_regularizer', 'activity_regularizer'],
      ...['depthwise_constraint', 'pointwise_constraint', 'bias_constraint'],
    ],
    parameters: [
      { name: 'depthwiseKernel', keras: 'depthwise_kernel' },
      { name: 'pointwiseKernel', keras: 'pointwise_kernel' },
      { name: 'bias', keras: 'bias' },
    ],
  },
  /** Keras's Conv2D with more than one group. */
  groupedConv2d: {
    className: 'Conv2D',
    aliases: ['Convolution2D'],
    positional: convolution,
    parameters: [
      { name: 'kernel', keras: 'kernel' },
      { name: 'bias', keras: 'bias' },
    ],
  },
  /** Of keras.applications.convnext: keras.layers has none of that name (see customLayers.ts). */
  layerScale: {
    positional: ['init_values', 'projection_dim'],
    required: ['init_values'],
    parameters: [{ name: 'gamma', keras: 'gamma' }],
  },
  /** Of keras.applications.inception_resnet_v2. */
  customScaleLayer: { positional: ['scale'] },
  layerNormalization: { positional: ['axis', ...normalizing], parameters: gammaAndBeta },
  groupNormalization: { positional: ['groups', 'axis', ...normalizing], parameters: gammaAndBeta },
};
