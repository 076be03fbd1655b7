"""Writes models.zip: small models as Keras saves them, with inputs and Keras's answers.

    KERAS_BACKEND=torch python3 make.py        (Keras 3.16)

Each has a layer or an option that the others do not have. Weights are random, moving variances positive.
"""

import json
import os
import sys
import tempfile
import zipfile

import numpy
import keras
from keras import Input, Model, Sequential, layers, ops

rng = numpy.random.default_rng(1)
MODELS = {}


def model(*formats):
    """As which files it is saved: `keras` and `h5`."""

    def add(build):
        MODELS[build.__name__] = (build, formats or ("keras",))
        return build

    return add


def chain(*some, shape=(6, 5, 3)):
    return Sequential([Input(shape), *some])


@model("keras", "h5")
def lenet():
    return chain(
        layers.Conv2D(4, 5, activation="relu", padding="same"),
        layers.MaxPooling2D(),
        layers.Conv2D(6, 3, activation="tanh"),
        layers.AveragePooling2D(2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
        shape=(12, 12, 1),
    )


@model("keras", "h5")
def residual():
    x = Input((6, 6, 3))
    y = layers.Conv2D(4, 3, padding="same", use_bias=False)(x)
    y = layers.BatchNormalization()(y)
    z = layers.ReLU()(y)
    z = layers.Conv2D(4, 3, padding="same")(z)
    y = layers.Add()([y, z])
    return Model(x, layers.Dense(3)(layers.GlobalAveragePooling2D()(y)))


@model("keras", "h5")
def nested():
    inner = Sequential([Input((6, 6, 3)), layers.Conv2D(4, 3), layers.BatchNormalization()], name="front")
    x = Input((6, 6, 3))
    y = inner(x)
    deeper_in = Input((4, 4, 4))
    deeper = Model(deeper_in, layers.Add()([layers.Conv2D(4, 1)(deeper_in), deeper_in]), name="block")
    return Model(x, layers.Dense(2)(layers.Flatten()(deeper(y))))


@model("keras", "h5")
def shared_layer():
    """One convolution called twice in a chain."""
    x = Input((5, 5, 4))
    shared = layers.Conv2D(4, 3, padding="same", activation="relu", name="shared")
    y = shared(shared(x))
    return Model(x, layers.Dense(2)(layers.GlobalMaxPooling2D()(y)))


@model("keras", "h5")
def siamese():
    """One model called on two inputs."""
    branch = Sequential(
        [Input((6, 6, 1)), layers.Conv2D(3, 3, activation="relu"), layers.Flatten(), layers.Dense(4)], name="branch"
    )
    a, b = Input((6, 6, 1), name="first"), Input((6, 6, 1), name="second")
    return Model([a, b], layers.Dense(1, activation="sigmoid")(layers.Subtract()([branch(a), branch(b)])))


@model("keras")
def shared_in_branches():
    """Two layers, each on three branches, one of them with moving averages."""
    x = Input((6, 6, 2))
    conv, norm = layers.Conv2D(2, 3, padding="same"), layers.BatchNormalization()
    branches = [x, layers.MaxPooling2D(1)(x), layers.Activation("tanh")(x)]
    return Model(x, layers.Concatenate()([norm(conv(branch)) for branch in branches]))


@model("keras", "h5")
def several_inputs():
    image, numbers = Input((5, 5, 2), name="image"), Input((3,), name="numbers")
    y = layers.Flatten()(layers.Conv2D(3, 3)(image))
    y = layers.Concatenate()([y, layers.Dense(4, activation="relu")(numbers)])
    return Model([image, numbers], layers.Dense(2, activation="softmax")(y))


@model("keras", "h5")
def several_outputs():
    x = Input((5, 5, 2))
    y = layers.Conv2D(3, 3, activation="relu")(x)
    kind = layers.Dense(4, activation="softmax", name="kind")(layers.Flatten()(y))
    place = layers.Dense(2, name="place")(layers.GlobalAveragePooling2D()(y))
    return Model(x, [kind, place])


@model("keras")
def outputs_by_name():
    x = Input((4,), name="features")
    y = layers.Dense(5, activation="relu")(x)
    return Model({"features": x}, {"b": layers.Dense(2, name="b")(y), "a": layers.Dense(3, name="a")(y)})


@model("keras")
def rescaling():
    return chain(layers.Rescaling(1 / 127.5, offset=-1), layers.Conv2D(3, 3))


@model("keras", "h5")
def normalization_adapted():
    layer = layers.Normalization()
    layer.adapt(rng.normal(3, 2, (20, 6, 5, 3)).astype("float32"))
    return chain(layer, layers.Conv2D(3, 3))


@model("keras")
def normalization_given():
    return chain(layers.Normalization(mean=[0.5, 0.4, 0.3], variance=[0.2, 0.3, 0.1]), layers.Conv2D(2, 3))


@model("keras")
def normalization_one_mean():
    layer = layers.Normalization(axis=None)
    layer.adapt(rng.normal(3, 2, (20, 6, 5, 3)).astype("float32"))
    return chain(layer, layers.Conv2D(2, 3))


@model("keras")
def normalization_one_mean_given():
    return chain(layers.Normalization(axis=None, mean=0.5, variance=4.0), layers.Conv2D(2, 3))


@model("keras", "h5")
def separable():
    return chain(
        layers.SeparableConv2D(4, 3, depth_multiplier=2, activation="relu", padding="same"),
        layers.SeparableConv2D(3, (3, 2), strides=2, use_bias=False),
    )


@model("keras")
def depthwise():
    return chain(layers.DepthwiseConv2D(3, depth_multiplier=2, strides=2, padding="same", activation="relu6"))


@model("keras")
def groups():
    return chain(layers.Conv2D(6, 3, groups=3, activation="relu"), layers.Conv2D(4, 1, groups=2), shape=(6, 5, 6))


@model("keras", "h5")
def transposed():
    return chain(
        layers.Conv2DTranspose(4, 3, strides=2, padding="same", activation="relu"),
        layers.Conv2DTranspose(2, (2, 3), strides=(1, 2), use_bias=False),
        layers.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=1),
    )


@model("keras")
def dilation():
    return chain(
        layers.Conv2D(3, 3, dilation_rate=2, padding="same"),
        layers.DepthwiseConv2D(2, dilation_rate=(2, 1), padding="valid"),
    )


@model("keras")
def strides_and_dilation():
    """Keras refuses both in a Conv2D, and TensorFlow in a DepthwiseConv2D; the PyTorch backend does it."""
    return chain(
        layers.DepthwiseConv2D(3, dilation_rate=2, strides=2),
        layers.DepthwiseConv2D(2, dilation_rate=(1, 2), strides=(2, 1)),
        shape=(14, 13, 2),
    )


@model("keras")
def odd_same():
    """Padding "same" where the border is uneven."""
    return chain(
        layers.Conv2D(3, (2, 4), strides=(3, 2), padding="same"),
        layers.MaxPooling2D((2, 3), strides=(1, 2), padding="same"),
        layers.AveragePooling2D((3, 2), strides=(2, 1), padding="same"),
        shape=(11, 10, 2),
    )


@model("keras", "h5")
def prelu_axes():
    return chain(layers.PReLU(shared_axes=[1, 2]), layers.Conv2D(3, 3), layers.PReLU())


@model("keras")
def layer_norm_axes():
    return chain(
        layers.LayerNormalization(), layers.Conv2D(4, 3), layers.LayerNormalization(axis=[1, 2, 3], epsilon=1e-5)
    )


@model("keras", "h5")
def group_norm():
    return chain(
        layers.GroupNormalization(3),
        layers.GroupNormalization(-1, scale=False),
        layers.GroupNormalization(1, center=False),
        shape=(4, 4, 6),
    )


@model("keras")
def unit_norm():
    return chain(layers.Conv2D(4, 3), layers.UnitNormalization())


@model("keras", "h5")
def batch_norm_parts():
    return chain(
        layers.BatchNormalization(scale=False),
        layers.Conv2D(4, 3),
        layers.BatchNormalization(center=False, epsilon=1e-5, momentum=0.9),
        layers.Conv2D(4, 1),
        layers.BatchNormalization(center=False, scale=False),
    )


@model("keras")
def mixed_bfloat():
    """A policy that computes in another type: the answers differ in the third digit."""
    net = chain(layers.Conv2D(4, 3, dtype="mixed_bfloat16"), layers.Flatten(), layers.Dense(3, dtype="float32"))
    return net


@model("keras", "h5")
def mixed_float16():
    return chain(layers.Conv2D(4, 3, dtype="mixed_float16"), layers.Flatten(), layers.Dense(3, dtype="float32"))


@model("keras")
def strange_names():
    return chain(
        layers.Conv2D(4, 3, name="stage-1 conv"), layers.Flatten(name="Fläche 1"), layers.Dense(2, name="out:0")
    )


@model("keras")
def frozen_layers():
    net = chain(layers.Conv2D(4, 3, trainable=False), layers.BatchNormalization(trainable=False), layers.Flatten())
    net.add(layers.Dense(2))
    return net


@model("keras", "h5")
def frozen_model():
    base = Sequential([Input((6, 5, 3)), layers.Conv2D(4, 3), layers.BatchNormalization()], name="base")
    base.trainable = False
    x = Input((6, 5, 3))
    return Model(x, layers.Dense(2)(layers.GlobalAveragePooling2D()(base(x, training=False))))


@model("keras")
def dense_on_maps():
    return chain(layers.Dense(5, activation="relu"), layers.Dense(2))


@model("keras")
def reordered():
    return chain(layers.Permute((3, 1, 2)), layers.Reshape((10, -1)), layers.Flatten(), layers.Dense(3))


@model("keras")
def rows():
    """No picture at all: a row of numbers."""
    return chain(
        layers.Dense(8, activation="selu"),
        layers.BatchNormalization(),
        layers.Dropout(0.5),
        layers.Dense(3, activation="softplus"),
        shape=(7,),
    )


@model("keras")
def pooled_keepdims():
    x = Input((6, 5, 3))
    mean, most = layers.GlobalAveragePooling2D(keepdims=True)(x), layers.GlobalMaxPooling2D(keepdims=True)(x)
    y = layers.Multiply()([x, layers.Activation("sigmoid")(layers.Conv2D(3, 1)(layers.Add()([mean, most])))])
    return Model(x, y)


@model("keras", "h5")
def merges():
    x = Input((6, 5, 3))
    a, b = layers.Conv2D(3, 3, padding="same")(x), layers.Conv2D(3, 1)(x)
    y = layers.Concatenate()([layers.Average()([a, b]), layers.Maximum()([a, b]), layers.Minimum()([a, b, x])])
    return Model(x, y)


@model("keras")
def dot_product():
    x = Input((7,))
    a, b = layers.Dense(4)(x), layers.Dense(4)(x)
    return Model(x, layers.Dot(axes=1)([a, b]))


@model("keras")
def concatenated_rows():
    x = Input((6, 5, 3))
    return Model(x, layers.Concatenate(axis=1)([x, layers.Conv2D(3, 1)(x)]))


@model("keras")
def resampled():
    return chain(
        layers.UpSampling2D((2, 3)),
        layers.Conv2D(2, 3),
        layers.UpSampling2D(2, interpolation="bilinear"),
        layers.Resizing(5, 7),
        layers.Cropping2D(((1, 0), (1, 2))),
        layers.ZeroPadding2D(((1, 2), (0, 1))),
        layers.CenterCrop(3, 3),
    )


@model("keras")
def dropouts():
    return chain(
        layers.SpatialDropout2D(0.3),
        layers.Conv2D(3, 3),
        layers.GaussianNoise(0.1),
        layers.GaussianDropout(0.2),
        layers.AlphaDropout(0.2),
        layers.ActivityRegularization(0.01),
        layers.Dropout(0.2, noise_shape=(None, 1, 1, 1)),
    )


@model("keras")
def activations():
    names = "elu selu silu gelu mish hard_sigmoid hard_silu softplus softsign exponential sigmoid tanh relu6 leaky_relu"
    return chain(*[one for name in names.split() for one in (layers.Dense(4), layers.Activation(name))], shape=(5,))


@model("keras")
def further_activations():
    names = "celu hard_tanh tanh_shrink soft_shrink hard_shrink squareplus sparse_plus log_sigmoid sparse_sigmoid"
    return chain(*[one for name in names.split() for one in (layers.Dense(4), layers.Activation(name))], shape=(5,))


@model("keras")
def log_softmax():
    return chain(layers.Dense(6), layers.Activation("log_softmax"), shape=(5,))


@model("keras")
def dense_log_softmax():
    return chain(layers.Flatten(), layers.Dense(6, activation="log_softmax"))


@model("keras")
def sparse_activations():
    x = Input((5,))
    y = layers.Dense(6, activation="sparsemax")(x)
    return Model(x, layers.Dense(3)(y))


@model("keras")
def activation_layers():
    return chain(
        layers.Conv2D(4, 3),
        layers.LeakyReLU(negative_slope=0.1),
        layers.ReLU(max_value=2, negative_slope=0.1),
        layers.ELU(0.5),
        layers.Conv2D(3, 1),
        layers.Softmax(),
    )


@model("keras")
def relu_threshold():
    return chain(layers.Conv2D(4, 3), layers.ReLU(threshold=0.2, max_value=3.0, negative_slope=0.1))


@model("keras")
def softmax_axis():
    return chain(layers.Conv2D(3, 3), layers.Softmax(axis=(1, 2)))


@model("keras")
def activation_objects():
    """An activation that is a layer with options of its own."""
    return chain(
        layers.Conv2D(4, 3, activation=layers.LeakyReLU(negative_slope=0.05)),
        layers.Flatten(),
        layers.Dense(4, activation=layers.ReLU(max_value=4.0)),
    )


@model("keras")
def masking():
    return chain(layers.Masking(0.0), layers.Flatten(), layers.Dense(3), shape=(4, 3))


@model("keras")
def one_dimensional():
    return chain(
        layers.Conv1D(4, 3, padding="same", activation="relu"),
        layers.MaxPooling1D(2),
        layers.Conv1D(3, 2, strides=2),
        layers.GlobalAveragePooling1D(),
        layers.Dense(2),
        shape=(17, 2),
    )


@model("keras")
def one_dimensional_more():
    return chain(
        layers.ZeroPadding1D(1),
        layers.SeparableConv1D(4, 3),
        layers.BatchNormalization(),
        layers.AveragePooling1D(2, padding="same"),
        layers.UpSampling1D(2),
        layers.Cropping1D(1),
        layers.SpatialDropout1D(0.2),
        layers.Flatten(),
        layers.Dense(2),
        shape=(13, 2),
    )


@model("keras")
def repeated_row():
    return chain(layers.Dense(4), layers.RepeatVector(3), layers.Flatten(), layers.Dense(2), shape=(5,))


@model("keras")
def regularized():
    l2, l1 = keras.regularizers.L2(0.01), keras.regularizers.L1(0.001)
    return chain(
        layers.Conv2D(4, 3, kernel_regularizer=l2, bias_regularizer=l1, kernel_initializer="he_uniform"),
        layers.Flatten(),
        layers.Dense(3, kernel_constraint="max_norm", activity_regularizer="l2", kernel_initializer="orthogonal"),
    )


@model("keras", "h5")
def compiled():
    net = chain(layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dense(3, activation="softmax"))
    net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    net.fit(rng.normal(size=(8, 6, 5, 3)), rng.integers(0, 3, 8), epochs=1, verbose=0)
    return net


@model("keras")
def arithmetic():
    """Operations on tensors in place of layers."""
    x = Input((6, 5, 3))
    y = layers.Conv2D(3, 3, padding="same")(x)
    y = (x + y * 0.5 - 1.0) / 2.0
    y = ops.multiply(y, x) - y
    return Model(x, ops.relu(2.0 * y))


@model("keras")
def operations():
    x = Input((6, 5, 3))
    y = ops.concatenate([x, ops.tanh(x)], axis=-1)
    y = layers.Conv2D(4, 3)(ops.pad(y, [[0, 0], [1, 1], [1, 1], [0, 0]]))
    y = ops.mean(y, axis=(1, 2))
    return Model(x, ops.softmax(ops.reshape(y, (-1, 4))))


@model("keras")
def scaled_residual():
    """Layers that only keras.applications has."""
    from keras.src.applications.convnext import LayerScale, StochasticDepth
    from keras.src.applications.inception_resnet_v2 import CustomScaleLayer

    x = Input((6, 5, 3))
    y = LayerScale(0.5, 3)(layers.Conv2D(3, 3, padding="same")(x))
    y = StochasticDepth(0.2)(y)
    return Model(x, CustomScaleLayer(0.3)([x, y]))


@model("keras", "h5")
def mobile_block():
    """MobileNetV3's: hard swish, squeeze and excitation with arithmetic."""
    x = Input((8, 8, 4))
    y = layers.Activation("hard_swish")(layers.BatchNormalization()(layers.DepthwiseConv2D(3, padding="same")(x)))
    s = layers.Conv2D(4, 1)(layers.GlobalAveragePooling2D(keepdims=True)(y))
    s = layers.ReLU(6.0)(s + 3.0) * (1.0 / 6.0)
    return Model(x, layers.Add()([x, layers.Multiply()([y, s])]))


@keras.saving.register_keras_serializable(package="convscope")
def gelu_tanh(x):
    return keras.activations.gelu(x, approximate=True)


@model("keras")
def gelus():
    """The approximation of GELU has no name: as Convscope registers it, and as an operation."""
    x = Input((6,))
    y = layers.Dense(4, activation=gelu_tanh)(layers.Dense(5, activation="gelu")(x))
    return Model(x, keras.activations.gelu(y, approximate=True))


@model("keras")
def time_distributed():
    return chain(layers.TimeDistributed(layers.Dense(3)), layers.Flatten(), layers.Dense(2), shape=(4, 5))


@model("keras")
def attention_like():
    """A row of factors for maps: broadcasting."""
    x = Input((6, 5, 3))
    row = layers.Dense(3, activation="sigmoid")(layers.GlobalAveragePooling2D()(x))
    return Model(x, layers.Multiply()([x, layers.Reshape((1, 1, 3))(row)]))


@model("keras", "h5")
def autoencoder():
    code = Sequential([Input((8, 8, 1)), layers.Conv2D(3, 3, strides=2, padding="same"), layers.Flatten()], name="e")
    code.add(layers.Dense(4))
    back = Sequential([Input((4,)), layers.Dense(48), layers.Reshape((4, 4, 3))], name="d")
    back.add(layers.Conv2DTranspose(1, 3, strides=2, padding="same", activation="sigmoid"))
    x = Input((8, 8, 1))
    return Model(x, back(code(x)))


@model("keras")
def two_ends_of_one():
    """An output in the middle of the network, and the same once more through a layer."""
    x = Input((6, 5, 3))
    y = layers.Conv2D(2, 3, name="middle")(x)
    return Model(x, [y, layers.Flatten()(y)])


@model("keras", "h5")
def rows_and_maps():
    """Layers over one axis and over two, with names of their own and weights of equal shapes."""
    a, b = Input((12, 2)), Input((8, 8, 2))
    x, y = layers.Conv1D(3, 3, name="second")(a), layers.Conv2D(3, 3, name="first")(b)
    x, y = layers.Conv1D(3, 1, name="alpha")(x), layers.Conv2D(3, 1, name="beta")(y)
    x = layers.Flatten()(layers.GlobalMaxPooling1D(keepdims=True)(x))
    return Model([a, b], layers.Dense(3)(layers.Concatenate()([x, layers.GlobalAveragePooling2D()(y)])))


@model("keras", "h5")
def one_dimensional_rest():
    return chain(
        layers.Conv1D(4, 3, padding="same", dilation_rate=2, activation="relu"),
        layers.DepthwiseConv1D(3, depth_multiplier=2),
        layers.Conv1DTranspose(3, 3, strides=2),
        layers.TimeDistributed(layers.Dense(4, activation="tanh", name="inner")),
        layers.Softmax(axis=1),
        layers.ReLU(max_value=0.2),
        layers.GlobalAveragePooling1D(),
        layers.Dense(2),
        shape=(10, 4),
    )


@model("keras", "h5")
def dot_and_softmax():
    x = Input((6, 6, 3))
    y = layers.Softmax(axis=2)(layers.Softmax(axis=[1, 2])(x))
    a, b = layers.Dense(5)(layers.Flatten()(y)), layers.Dense(5)(layers.Flatten()(x))
    rows = layers.Flatten()(layers.RepeatVector(2)(a))
    return Model(x, layers.Dense(2)(layers.Concatenate()([layers.Dot(axes=-1)([a, b]), rows])))


@model("keras", "h5")
def unit_norm_axes():
    return chain(
        layers.UnitNormalization(axis=1),
        layers.Conv2D(3, 3, padding="same"),
        layers.UnitNormalization(axis=[1, 2, 3]),
        layers.Conv2D(3, 3),
        layers.UnitNormalization(axis=[2, 3]),
    )


@model("keras", "h5")
def relus():
    """Its arguments alone and together, as a layer and as an activation."""
    return chain(
        layers.Conv2D(4, 3),
        layers.ReLU(threshold=0.3),
        layers.Conv2D(4, 1),
        layers.ReLU(max_value=0.5, threshold=1),
        layers.Conv2D(3, 1),
        layers.ReLU(max_value=2, negative_slope=0.2),
        layers.Flatten(),
        layers.Dense(6, activation=layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.2)),
    )


@model("keras")
def log_softmax_operation():
    x = Input((4, 3))
    return Model(x, ops.log_softmax(layers.Dense(5, activation="log_softmax")(x)))


@model("keras", "h5")
def conditional_generator():
    """A label chooses a row of numbers, as in a conditional GAN."""
    noise, label, step = Input((12,), name="noise"), Input((1,), dtype="int32", name="label"), Input((), dtype="int32", name="step")
    row = layers.Flatten()(layers.Embedding(4, 12, embeddings_regularizer="l2")(label))
    y = layers.Add()([layers.Multiply()([noise, row]), layers.Embedding(4, 12)(step)])
    y = layers.Reshape((2, 2, 3))(y)
    plane = layers.Reshape((2, 2, 1))(layers.Dense(4)(layers.Embedding(4, 5)(label)))
    return Model([noise, label, step], layers.Conv2DTranspose(2, 3, strides=2, activation="tanh")(layers.Concatenate()([y, plane])))


@model("keras", "h5")
def embedded_row():
    return Sequential(
        [
            Input((6,), dtype="int32"),
            layers.Embedding(9, 4),
            layers.Reshape((2, 3, 4)),
            layers.Conv2D(3, 2),
            layers.GlobalAveragePooling2D(),
        ]
    )


@model("keras", "h5")
def self_attention():
    tokens = Input((5, 6))
    y = layers.LayerNormalization()(tokens)
    y = layers.MultiHeadAttention(2, 3, dropout=0.1)(y, y)
    y = layers.Add()([tokens, y])
    y = layers.Attention(use_scale=True)([y, y])
    y = layers.AdditiveAttention()([y, tokens])
    return Model(tokens, layers.Dense(4)(layers.GlobalAveragePooling1D()(y)))


@model("keras", "h5")
def cross_attention():
    """Of a picture, and of its pixels by tokens: one head, other lengths, no bias."""
    picture, tokens = Input((3, 4, 5)), Input((6, 2))
    y = layers.MultiHeadAttention(1, 3, value_dim=4, output_shape=7, use_bias=False)(picture, picture)
    attend = layers.MultiHeadAttention(3, 2, value_dim=5)
    rows = layers.Reshape((12, 7))(y)
    attended = attend(query=rows, value=tokens, key=layers.Dense(2)(tokens))
    return Model([picture, tokens], layers.Attention()([attended, rows, attended]))


@model("keras", "h5")
def shared_attention():
    tokens = Input((6, 4))
    attend = layers.MultiHeadAttention(3, 2, value_dim=5)
    return Model(tokens, attend(attend(tokens, tokens), tokens))


@model("keras", "h5")
def dots():
    a, b, c = Input((4, 3)), Input((3, 5)), Input((3,))
    y = layers.Dot(axes=(2, 1))([a, b])
    z = layers.Dot(axes=(1, 1), normalize=True)([y, a])
    return Model([a, b, c], [layers.Dot(axes=(2, 1))([b, z]), layers.Dot(axes=(2, 1))([a, c]), layers.Dot(axes=1)([c, layers.Flatten()(layers.Dense(1)(b))])])


@model("keras")
def matrix_operations():
    a = Input((2, 4, 3))
    y = ops.matmul(a, layers.Permute((1, 3, 2))(a))
    z = ops.einsum("bhqd,bhkd->bhqk", a, a)
    m = ops.matmul(layers.Reshape((8, 3))(a), layers.Reshape((3, 8))(a))
    return Model(a, [ops.softmax(y), ops.einsum("nhki,nhjk->nhij", y, z), m])


def numbers(one):
    """Labels where the model takes whole numbers."""
    if one.dtype.startswith("int"):
        return rng.integers(0, 4, (2, *one.shape[1:])).astype("int32")
    return rng.normal(0, 1, (2, *one.shape[1:])).astype("float32")


def randomize(net):
    for layer in net._flatten_layers():
        for weight in layer.weights if not hasattr(layer, "layers") else []:
            if weight.path.endswith(("count", "seed_generator_state")) or "seed" in weight.path:
                continue
            values = rng.normal(0, 0.5, weight.shape)
            if weight.path.endswith("variance"):
                values = 0.5 + numpy.abs(values)
            weight.assign(values.astype("float32"))


def plain(array):
    array = numpy.asarray(array, "float32")
    return {"shape": list(array.shape), "values": [float(f"{value:.8g}") for value in array.flatten()]}


def tensors(some):
    return [some[key] for key in sorted(some)] if isinstance(some, dict) else list(some) if isinstance(some, (list, tuple)) else [some]


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "models.zip")
    expected, archive = {}, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9)
    for name, (build, formats) in MODELS.items():
        keras.backend.clear_session()
        try:
            net = build()
            randomize(net)
            given = [numbers(one) for one in net.inputs]
            struct = getattr(net, "_inputs_struct", None)
            fed = dict(zip(struct, given)) if isinstance(struct, dict) else given
            answers = tensors(net(fed if len(given) > 1 or isinstance(fed, dict) else given[0], training=False))
            files = {}
            with tempfile.TemporaryDirectory() as folder:
                for kind in formats:
                    path = os.path.join(folder, f"{name}.{kind}")
                    net.save(path)
                    archive.write(path, f"{name}.{kind}")
                    files[kind] = f"{name}.{kind}"
        except Exception as error:  # What Keras itself refuses is said, and no model.
            print(f"{name}: {type(error).__name__}: {str(error).splitlines()[0]}", file=sys.stderr)
            continue
        answers = [answer.detach().float().numpy() for answer in answers]
        expected[name] = {
            "files": files,
            "inputs": [plain(one) for one in given],
            "outputs": [plain(one) for one in answers],
        }
    archive.writestr("expected.json", json.dumps(expected))
    print(f"{len(expected)} models, {sum(len(one['files']) for one in expected.values())} files")


if __name__ == "__main__":
    main()
