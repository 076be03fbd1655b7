"""Keras's side of compileConfig.test.ts.

    python3 compileConfig.py write > compileConfig.json      what Keras 3 writes as compile_config (.keras) and training_config (.h5)
    python3 compileConfig.py read FILE.keras …               what Keras 3 makes of files: a line of JSON each
"""

import json
import os
import sys
import tempfile
import zipfile

import h5py
import keras
import numpy as np

layers, optimizers, losses = keras.layers, keras.optimizers, keras.losses
schedules = optimizers.schedules


def one():
    return keras.Sequential([keras.Input((4,)), layers.Dense(3, activation="softmax", name="x")])


def two():
    a = keras.Input((4,), name="a")
    return keras.Model(a, [layers.Dense(3, activation="softmax", name="x")(a), layers.Dense(1, name="y")(a)])


SPARSE = "sparse_categorical_crossentropy"
CASES = {
    "not compiled": (one, None),
    "names": (one, {"optimizer": "adam", "loss": SPARSE, "metrics": ["accuracy"]}),
    "objects": (
        one,
        {
            "optimizer": optimizers.SGD(schedules.CosineDecay(0.1, 100, alpha=0.01), momentum=0.9, nesterov=True),
            "loss": losses.CategoricalCrossentropy(label_smoothing=0.1, from_logits=True),
            "metrics": [keras.metrics.CategoricalAccuracy()],
        },
    ),
    "piecewise": (one, {"optimizer": optimizers.RMSprop(schedules.PiecewiseConstantDecay([5, 9], [0.1, 0.05, 0.01])), "loss": "mse"}),
    "by names": (
        two,
        {
            "optimizer": optimizers.AdamW(0.01, weight_decay=0.02, clipnorm=1.5),
            "loss": {"y": "mse", "x": SPARSE},
            "loss_weights": {"y": 0.3, "x": 1.0},
            "metrics": {"x": ["accuracy"]},
        },
    ),
    "lists": (
        two,
        {"optimizer": optimizers.Lion(0.003), "loss": [SPARSE, losses.MeanSquaredError()], "loss_weights": [2.0, 0.5]},
    ),
    "unknown": (
        one,
        {
            "optimizer": optimizers.Ftrl(0.01),
            "loss": losses.CategoricalFocalCrossentropy(),
        },
    ),
    "unknown arguments": (
        one,
        {
            "optimizer": optimizers.Adam(0.01, amsgrad=True),
            "loss": losses.SparseCategoricalCrossentropy(ignore_class=1),
        },
    ),
}


def written(build, settings):
    model = build()
    if settings is not None:
        model.compile(**settings)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.keras")
        model.save(path)
        older = os.path.join(folder, "model.h5")
        model.save(older)
        with h5py.File(older) as file:
            training = file.attrs.get("training_config")
        config = json.loads(zipfile.ZipFile(path).read("config.json")).get("compile_config")
        return config, None if training is None else json.loads(training)


def read(path):
    """Compiled as the file says, and trained one step."""
    model = keras.models.load_model(path)
    config = model.get_compile_config()
    names = [output.name for output in model.outputs]
    rate = model.optimizer.learning_rate
    x = [np.ones((2, *i.shape[1:]), "float32") for i in model.inputs]
    y = [np.zeros((2,) if "sparse" in str(loss).lower() else (2, *o.shape[1:])) for loss, o in zip(flat(config["loss"], names), model.outputs)]
    model.fit(x, y, verbose=0)
    return {
        "optimizer": type(model.optimizer).__name__,
        "config": config["optimizer"]["config"],
        "rate": float(rate),
        "loss": named(config["loss"]),
        "loss_weights": config["loss_weights"],
        "metrics": named(config["metrics"]),
        "steps": int(model.optimizer.iterations),
    }


def named(config):
    """Functions by their names: Keras makes them of the names in an .h5 file."""
    if isinstance(config, (list, tuple)):
        return [named(one) for one in config]
    return config["config"] if isinstance(config, dict) and config["class_name"] == "function" else config


def flat(loss, names):
    return loss if isinstance(loss, list) else [loss] * len(names)


if sys.argv[1] == "write":
    found = {name: written(*case) for name, case in CASES.items()}
    configs = {name: config for name, (config, _) in found.items()}
    training = {name: config for name, (_, config) in found.items()}
    print(json.dumps({"keras": keras.__version__, "configs": configs, "training": training}, separators=(",", ":")))
else:
    for path in sys.argv[2:]:
        print(json.dumps(read(path)))
