// Keras's names of layer options. The tables have tfjs's names, which are, with a few exceptions, Keras's in camel
// case.

const OTHERS: Readonly<Record<string, string>> = {
  kernelL2: 'kernel_regularizer',
  kernelL1: 'kernel_regularizer',
  depthwiseL2: 'depthwise_regularizer',
  pointwiseL2: 'pointwise_regularizer',
  pointwiseL1: 'pointwise_regularizer',
  embeddingsL2: 'embeddings_regularizer',
  embeddingsL1: 'embeddings_regularizer',
  alphaL2: 'alpha_regularizer',
  alphaL1: 'alpha_regularizer',
  depthwiseL1: 'depthwise_regularizer',
  biasL2: 'bias_regularizer',
  biasL1: 'bias_regularizer',
};
const OF_KIND: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  leakyReLU: { alpha: 'negative_slope' },
};

/** `kernelSize` → `kernel_size`. @param kind of the layer, for options with a different name in one kind only */
export function kerasName(option: string, kind: string): string {
  return OF_KIND[kind]?.[option] ?? OTHERS[option] ?? snakeCase(option);
}

/** `leakyRelu` → `leaky_relu`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
