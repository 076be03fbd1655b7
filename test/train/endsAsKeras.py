"""Writes endsAsKeras.json: what Keras makes of training with several inputs and outputs.

    python3 endsAsKeras.py > endsAsKeras.json      (Keras 3, any backend)

Of each network: the history and all weights after each of three epochs of two steps, the second of which is a short one,
and what evaluate says at the end.
"""

import json

import keras
import numpy as np

ROWS, BATCH = 8, 5
layers = keras.layers


def spread(shape, factor):
    """Numbers from -1 to 1 that look random, the same in TypeScript."""
    size = int(np.prod(shape))
    return np.array([((i * i * factor + i * 13) % 101) / 50 - 1 for i in range(size)]).reshape(shape)


picture, row = spread((ROWS, 6, 6, 2), 7), spread((ROWS, 5), 11)
labels = np.array([0, 1, 2, 0, 0, 1, 2, 0])
classes = keras.utils.to_categorical(labels, 3)
value, maps = spread((ROWS, 1), 17), spread((ROWS, 4, 4, 2), 19)
answers = np.array([[int(i % 3 == k) for k in (0, 1)] for i in range(ROWS)])


def front(a):
    return layers.Conv2D(3, 3, activation="relu", name="conv")(a)


def two_inputs():
    """Siamese without sharing: a picture and a row, each by a branch of its own."""
    a, b = keras.Input((6, 6, 2), name="a"), keras.Input((5,), name="b")
    left = layers.Dense(4, activation="tanh", name="left")(layers.Flatten(name="flat")(front(a)))
    right = layers.Dense(4, activation="tanh", name="right")(b)
    y = layers.Concatenate(name="both")([left, right])
    y = layers.Dense(3, activation="softmax", name="y")(y)
    return keras.Model([a, b], y)


def two_outputs():
    a = keras.Input((6, 6, 2), name="a")
    flat = layers.Flatten(name="flat")(front(a))
    x = layers.Dense(3, activation="softmax", name="x")(flat)
    y = layers.Dense(1, name="y")(layers.Dense(4, activation="relu", name="hidden")(flat))
    return keras.Model(a, [x, y])


def both():
    """The first output is also read by a layer before the second one; the third has a loss for each pixel."""
    a, b = keras.Input((6, 6, 2), name="a"), keras.Input((5,), name="b")
    map_ = front(a)
    norm = layers.BatchNormalization(momentum=0.8, name="norm")(map_)
    both_ = layers.Concatenate(name="joined")([layers.Flatten(name="flat")(norm), b])
    x = layers.Dense(3, activation="softmax", name="x")(both_)
    y = layers.Dense(2, activation="sigmoid", name="y")(layers.Concatenate(name="with_x")([x, b]))
    z = layers.Conv2D(2, 1, name="z")(map_)
    return keras.Model([a, b], [x, y, z])


def end_of_an_end():
    """Logits as one output, and what softmax makes of them as the other."""
    a = keras.Input((5,), name="a")
    x = layers.Dense(3, name="x")(a)
    return keras.Model(a, [x, layers.Softmax(name="y")(x)])


CASES = {
    "two inputs": (
        two_inputs,
        {"loss": "categorical_crossentropy", "metrics": ["accuracy"]},
        [picture, row],
        classes,
        {},
    ),
    "two outputs": (
        two_outputs,
        {
            "loss": ["categorical_crossentropy", "mean_squared_error"],
            "loss_weights": [0.7, 0.3],
            "metrics": [["accuracy"], []],
        },
        picture,
        [classes, value],
        {},
    ),
    "both": (
        both,
        {
            "loss": {
                "x": "sparse_categorical_crossentropy",
                "y": "binary_crossentropy",
                "z": "mean_squared_error",
            },
            "loss_weights": {"x": 1.0, "y": 2.0, "z": 0.25},
            "metrics": {"x": ["accuracy"]},
        },
        {"a": picture, "b": row},
        {"x": labels, "y": answers, "z": maps},
        {},
    ),
    "an output that another one reads": (
        end_of_an_end,
        {"loss": ["mean_squared_error", "categorical_crossentropy"], "loss_weights": [0.5, 1.0]},
        row,
        [classes, classes],
        {},
    ),
    "two outputs, with a weight for each sample": (
        two_outputs,
        {"loss": ["categorical_crossentropy", "mean_squared_error"], "loss_weights": [2.0, 0.5]},
        picture,
        [classes, value],
        {"sample_weight": np.array([1, 2, 0.5, 0, 1, 3, 1, 0.25])},
    ),
}


def numbers(tensor):
    return [float(f"{one:.8g}") for one in keras.ops.convert_to_numpy(tensor).ravel()]


def weights(model):
    return {f"{layer.name}/{one.name}": numbers(one) for layer in model.layers for one in layer.weights}


def run(build, settings, x, y, fit):
    keras.backend.clear_session()
    model = build()
    for layer in model.layers:
        for weight in layer.weights:
            values = spread(tuple(weight.shape), 37) / 2
            if "variance" in weight.name or weight.name == "gamma":
                values = values + 1.5
            weight.assign(values)
    model.compile(keras.optimizers.Adam(0.02), **settings)
    epochs = []
    for _ in range(3):
        history = model.fit(x, y, batch_size=BATCH, epochs=1, shuffle=False, verbose=0, **fit).history
        epochs.append({"logs": {name: float(one[0]) for name, one in history.items()}, "weights": weights(model)})
    evaluated = model.evaluate(x, y, batch_size=BATCH, verbose=0, return_dict=True)
    return {
        "settings": settings,
        "epochs": epochs,
        "evaluated": {name: float(one) for name, one in evaluated.items()},
    }


print(json.dumps({name: run(*case) for name, case in CASES.items()}, separators=(",", ":")))
