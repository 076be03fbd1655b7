// Custom layers: what Keras does not have, as classes that a script brings along. They are a few lines of keras.ops, so
// they run on every backend, and registered, so that a model that holds one can be saved, and loaded where the class is.
//
// A script is read and never run. Such a class is known by its text, blanks at the ends of lines and empty lines aside:
// what has been changed in it could do anything.

import type { LayerKind } from '../../layers/all';

/** What registered classes of ours are called in files: `convscope>LocalResponseNormalization`. */
export const PACKAGE = 'convscope';

export const CUSTOM_LAYERS: Readonly<Partial<Record<LayerKind, string>>> = {
  localResponseNormalization: `@keras.saving.register_keras_serializable(package="${PACKAGE}")
class LocalResponseNormalization(keras.layers.Layer):
    """x / (bias + alpha * sum of squares over 2 * depth_radius + 1 neighbouring channels) ** beta, as in AlexNet."""

    def __init__(self, depth_radius=5, bias=1, alpha=1, beta=0.5, **kwargs):
        super().__init__(**kwargs)
        self.depth_radius = depth_radius
        self.bias = bias
        self.alpha = alpha
        self.beta = beta

    def call(self, inputs):
        channels = inputs.shape[-1]
        border = [[0, 0]] * (len(inputs.shape) - 1) + [[self.depth_radius, self.depth_radius]]
        squares = keras.ops.pad(keras.ops.square(inputs), border)
        total = sum(squares[..., i : i + channels] for i in range(2 * self.depth_radius + 1))
        return inputs / (self.bias + self.alpha * total) ** self.beta

    def get_config(self):
        options = {"depth_radius": self.depth_radius, "bias": self.bias, "alpha": self.alpha, "beta": self.beta}
        return {**super().get_config(), **options}`,
};

const essence = (text: string): string =>
  text
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');

const KINDS = Object.keys(CUSTOM_LAYERS) as LayerKind[];

/** The kind that a definition in a script is, decorators included; null if it is not one of ours, or was changed. */
export function customLayerOf(text: string): LayerKind | null {
  return KINDS.find((kind) => essence(CUSTOM_LAYERS[kind] ?? '') === essence(text)) ?? null;
}
