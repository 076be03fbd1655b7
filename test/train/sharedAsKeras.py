"""Writes sharedAsKeras.json: what Keras makes of training where layers share weights.

    python3 sharedAsKeras.py > sharedAsKeras.json      (Keras 3, any backend)

A siamese network: one convolution, one batch normalization and one dense layer look at the left and at the right half of
a picture; and a cell that is applied three times in a row. Of each way of training: the answers before it, those of
inference and those of training, then the loss and all weights after each of three steps.
"""

import json

import keras
import numpy as np

ROWS, CLASSES = 8, 3
bytes_ = np.array([(7 * i * i + 13 * i + i // 5) % 256 for i in range(ROWS * 72)], dtype=np.float64)
x = (bytes_ / 255).reshape(ROWS, 6, 12, 1)
labels = np.array([0, 1, 2, 0, 0, 1, 2, 0])


class Siamese(keras.Model):
    """Its calls have an order. A functional model runs calls of one depth in any order, which moving averages show."""

    def __init__(self):
        super().__init__()
        layers = keras.layers
        self.left = layers.Cropping2D(((0, 0), (0, 6)))
        self.right = layers.Cropping2D(((0, 0), (6, 0)))
        self.conv = layers.Conv2D(
            2, 3, activation="relu", kernel_regularizer=keras.regularizers.L2(0.05), name="conv"
        )
        self.norm = layers.BatchNormalization(momentum=0.8, name="norm")
        self.flatten = layers.Flatten()
        self.embed = layers.Dense(4, activation="tanh", name="embed")
        self.cell = layers.Dense(4, activation="tanh", name="cell")
        self.answer = layers.Dense(CLASSES, activation="softmax", name="answer")

    def call(self, pictures, training=False):
        left, right = [
            self.embed(self.flatten(self.norm(self.conv(side(pictures)), training=training)))
            for side in (self.left, self.right)
        ]
        return self.answer(self.cell(self.cell(self.cell(left - right))))


def build():
    model = Siamese()
    model(x)
    for layer in model.layers:
        for weight in layer.weights:
            size = int(np.prod(weight.shape))
            values = np.array([(((i * 37) % 101) / 101 - 0.5) for i in range(size)])
            if "variance" in weight.name or weight.name == "gamma":
                values = values + 1.5
            weight.assign(values.reshape(weight.shape))
    return model


def numbers(tensor):
    return [float(f"{one:.8g}") for one in keras.ops.convert_to_numpy(tensor).ravel()]


def weights(model):
    return {f"{layer.name}/{one.name}": numbers(one) for layer in model.layers for one in layer.weights}


def run(optimizer, options):
    keras.backend.clear_session()
    model = build()
    model.compile(getattr(keras.optimizers, optimizer)(**options), "categorical_crossentropy")
    y = keras.utils.to_categorical(labels, CLASSES)
    answers = numbers(model.predict(x, verbose=0))
    steps = []
    for _ in range(3):
        history = model.fit(x, y, batch_size=ROWS, epochs=1, shuffle=False, verbose=0)
        steps.append({"loss": float(history.history["loss"][0]), "weights": weights(model)})
    return {"optimizer": optimizer, "options": options, "answers": answers, "steps": steps}


print(
    json.dumps(
        {
            "SGD": run("SGD", {"learning_rate": 0.5}),
            "Adam, clipped": run("Adam", {"learning_rate": 0.02, "global_clipnorm": 0.5}),
            "AdamW": run("AdamW", {"learning_rate": 0.02, "weight_decay": 0.1}),
        },
        separators=(",", ":"),
    )
)
