"""Writes asKeras.json: what Keras makes of training with clipped gradients, smoothed labels, class and sample weights.

    python3 asKeras.py > asKeras.json      (Keras 3, any backend)

A small network with an L2 penalty takes four steps on the same eight pictures; of each way of training its losses and
its parameters afterwards, in the order of the layers.
"""

import json

import keras
import numpy as np

ROWS, CLASSES = 8, 3
bytes_ = np.array([(7 * i * i + 13 * i + i // 5) % 256 for i in range(ROWS * 36)], dtype=np.float64)
x = (bytes_ / 255).reshape(ROWS, 6, 6, 1)
labels = np.array([0, 1, 2, 0, 0, 1, 2, 0])


def build():
    model = keras.Sequential(
        [
            keras.layers.Input((6, 6, 1)),
            keras.layers.Conv2D(4, 3, activation="relu", kernel_regularizer=keras.regularizers.L2(0.05)),
            keras.layers.Flatten(),
            keras.layers.Dense(CLASSES, activation="softmax"),
        ]
    )
    for weight in model.weights:
        size = int(np.prod(weight.shape))
        weight.assign(np.array([(((i * 37) % 101) / 101 - 0.5) for i in range(size)]).reshape(weight.shape))
    return model


def run(optimizer, options, fit={}, loss={}):
    keras.backend.clear_session()
    model = build()
    cls = getattr(keras.optimizers, optimizer)
    y = keras.utils.to_categorical(labels, CLASSES)
    model.compile(cls(**options), keras.losses.CategoricalCrossentropy(**loss), metrics=[])
    history = model.fit(x, y, batch_size=ROWS, epochs=4, shuffle=False, verbose=0, **fit)
    values = np.concatenate([keras.ops.convert_to_numpy(w).ravel() for w in model.weights])
    losses = [float(one) for one in history.history["loss"]]
    return {"losses": losses, "weights": [float(f"{one:.8g}") for one in values]}


cases = {}
for kind in "SGD Adam AdamW RMSprop Adadelta Adagrad Adamax Nadam Lion".split():
    for clip in [{"clipnorm": 0.05}, {"clipvalue": 0.01}, {"global_clipnorm": 0.05}]:
        options = {"learning_rate": 0.5 if kind in ("SGD", "Adadelta") else 0.02, **clip}
        if kind == "Adadelta":
            options["epsilon"] = 1e-3
        cases[f"{kind} {next(iter(clip))}"] = {
            "optimizer": kind,
            "options": options,
            **run(kind, options),
        }
sgd = {"learning_rate": 0.5}
cases["label smoothing"] = {"optimizer": "SGD", "options": sgd, **run("SGD", sgd, {}, {"label_smoothing": 0.1})}
weights = {"class_weight": {0: 0.25, 1: 2.0, 2: 1.0}}
cases["class weights"] = {"optimizer": "SGD", "options": sgd, **run("SGD", sgd, weights)}
samples = {"sample_weight": np.array([0.5, 1.0, 2.0, 0.0, 1.5, 0.25, 1.0, 3.0])}
cases["sample weights"] = {"optimizer": "SGD", "options": sgd, **run("SGD", sgd, samples)}
print(json.dumps(cases, separators=(",", ":")))
