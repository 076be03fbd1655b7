// All losses, each a forward (one number: the mean over the batch) and a backward (∂loss/∂prediction).

export * from './binaryCrossentropy';
export * from './categoricalCrossentropy';
export * from './meanSquaredError';
