// Errors of the API. A message names, in this order: the place (class and name), what was expected, what was received.
// Architectures, options and losses have their own classes: ArchitectureError, OptionError, LossError.

/** A tensor cannot be created or used in this way. */
export class TensorError extends Error {
  override readonly name = 'TensorError';
}

/** Model, data and call do not match. */
export class ModelError extends Error {
  override readonly name = 'ModelError';
}
