// How Keras writes the options of the layers. Our tables have tfjs's names, which are Keras's in camel case, but for
// a few.

const OTHERS: Readonly<Record<string, string>> = {
  kernelL2: 'kernel_regularizer',
  depthwiseL2: 'depthwise_regularizer',
  alpha: 'negative_slope',
};

/** `kernelSize` → `kernel_size`. */
export function kerasName(option: string): string {
  return OTHERS[option] ?? snakeCase(option);
}

/** `leakyRelu` → `leaky_relu`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
