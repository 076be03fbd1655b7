"""Runs a script that Convscope wrote, from given weights, and answers with the network it trained.

    run.py SCRIPT START.weights.h5 TRAINED.weights.h5

MNIST is 96 pictures here, drawn from a seed: a disc at the left is a 0, one at the right a 1. The printed line holds the
last loss, and the answers to four pictures before the softmax.
"""

import json
import runpy
import sys

import keras
import numpy

script, start, trained = sys.argv[1:]
random = numpy.random.default_rng(3)


def pictures(count):
    y = numpy.arange(count) % 2
    x = random.integers(0, 40, (count, 28, 28)).astype("uint8")
    for n in range(count):
        top = random.integers(4, 16)
        left = random.integers(2, 6) + 14 * y[n]
        x[n, top : top + 8, left : left + 8] = 255
    return x, y


keras.datasets.mnist.load_data = lambda: (pictures(96), pictures(32))
fit = keras.Model.fit


def fit_from_start(model, *args, **kwargs):
    model.load_weights(start)
    return fit(model, *args, **kwargs)


keras.Model.fit = fit_from_start
model = runpy.run_path(script)["model"]
model.save_weights(trained)
x, _ = pictures(4)
probabilities = model.predict(x[..., None] / 255.0, verbose=0)
losses = model.history.history["loss"]
print(json.dumps({"losses": losses, "x": (x / 255.0).flatten().tolist(), "y": probabilities.flatten().tolist()}))
