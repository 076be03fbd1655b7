// What the API throws. A message says in this order: where (class and name), what was expected, what was received.
// Architectures, options and losses have errors of their own: ArchitectureError, OptionError, LossError.

/** A tensor can't be made or used like that. */
export class TensorError extends Error {
  override readonly name = 'TensorError';
}

/** Model, data and call don't fit together. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
