// Optimizers as their papers write them.

const OPTIMIZERS: Readonly<Record<string, string>> = {
  sgd: 'SGD',
  adam: 'Adam',
  adamw: 'AdamW',
  momentum: 'Momentum',
  rmsprop: 'RMSprop',
  adagrad: 'Adagrad',
  adadelta: 'Adadelta',
  adamax: 'Adamax',
  nadam: 'Nadam',
  lion: 'Lion',
};

export const optimizerName = (kind: string): string => OPTIMIZERS[kind.toLowerCase()] ?? kind;
