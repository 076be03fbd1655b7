// Custom layers: what Keras does not have, as classes that a script brings along. They are a few lines of keras.ops, so
// they run on every backend, and registered, so that a model that holds one can be saved, and loaded where the class is.
//
// A script is read and never run. Such a class is known by its text, blanks at the ends of lines and empty lines aside:
// what has been changed in it could do anything.

import type { LayerKind } from '../../layers/all';
import { PACKAGE } from './packageName';

export { PACKAGE };

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

  layerScale: `@keras.saving.register_keras_serializable(package="${PACKAGE}")
class LayerScale(keras.layers.Layer):
    """Each channel times a learned factor, as in ConvNeXt."""

    def __init__(self, init_values=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.init_values = init_values

    def build(self, input_shape):
        start = keras.initializers.Constant(self.init_values)
        self.gamma = self.add_weight(shape=(input_shape[-1],), initializer=start, name="gamma")

    def call(self, inputs):
        return inputs * self.gamma

    def get_config(self):
        return {**super().get_config(), "init_values": self.init_values}`,

  customScaleLayer: `@keras.saving.register_keras_serializable(package="${PACKAGE}")
class CustomScaleLayer(keras.layers.Layer):
    """The first input, and the second times a number, as in Inception-ResNet."""

    def __init__(self, scale, **kwargs):
        super().__init__(**kwargs)
        self.scale = scale

    def call(self, inputs):
        return inputs[0] + inputs[1] * self.scale

    def get_config(self):
        return {**super().get_config(), "scale": self.scale}`,
};

/** Where Keras 3 has a class that is no layer of keras.layers: its files name the module, and load without anything more. */
export const KERAS_MODULES: Readonly<Partial<Record<LayerKind, string>>> = {
  layerScale: 'keras.src.applications.convnext',
  customScaleLayer: 'keras.src.applications.inception_resnet_v2',
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
