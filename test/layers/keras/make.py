"""Writes numbers.json: what Keras computes for the layers that change pictures at random, with factors that leave nothing to
chance, and for functions whose gradients its files do not show. Made with Keras 3.16 on PyTorch 2.6:

    KERAS_BACKEND=torch python3 test/layers/keras/make.py

The numbers that go in follow from their index, so that only results are kept. Read by test/layers/keras.gpu.test.ts.
"""

import json
import pathlib

import keras
import torch
from keras import layers


def numbers(seed, shape, scale=1.0, offset=0.0):
    count = torch.arange(int(torch.tensor(shape).prod()), dtype=torch.float64)
    return (offset + scale * torch.sin(count * 1.7 + seed)).float().reshape(shape)


def same(number):
    return [number, number]


def ran(kind, cls, options, shape, scale=1.0, offset=0.0):
    """options: by our names, which are Keras's in camel case."""
    given = {"".join("_" + c.lower() if c.isupper() else c for c in k): v for k, v in options.items()}
    x = numbers(1, shape, scale, offset).requires_grad_(True)
    layer = cls(**given)
    # RandomBrightness adds in place.
    y = layer(x * 1, training=True) if kind.startswith("random") else layer(x)
    dy = torch.cos(torch.arange(y.numel(), dtype=torch.float64) * 0.9).float().reshape(y.shape)
    y.backward(dy)
    return {
        **{"kind": kind, "options": options, "input": shape, "scale": scale, "offset": offset},
        **{"y": rounded(y), "dx": rounded(x.grad)},
    }


def rounded(tensor):
    return [float(f"{value:.7g}") for value in tensor.detach().flatten().tolist()]


cases = []
for mode in ["reflect", "wrap", "constant", "nearest"]:
    for interpolation in ["bilinear", "nearest"]:
        fill = {"fillMode": mode, "interpolation": interpolation, "fillValue": 0.7}
        shape = [2, 5, 7, 2] if mode == "reflect" else [1, 6, 5, 1]
        cases += [
            ran("randomRotation", layers.RandomRotation, {"factor": same(0.11), **fill}, shape),
            ran("randomZoom", layers.RandomZoom, {"heightFactor": same(0.87), **fill}, shape),
            ran(
                "randomTranslation",
                layers.RandomTranslation,
                {"heightFactor": same(0.37), "widthFactor": same(-0.83), **fill},
                shape,
            ),
        ]
for turn in [-0.3, 0.46, 0.77]:
    cases.append(ran("randomRotation", layers.RandomRotation, {"factor": same(turn)}, [1, 4, 7, 1]))
cases.append(
    ran(
        "randomZoom",
        layers.RandomZoom,
        {"heightFactor": same(-0.43), "widthFactor": same(0.21)},
        [1, 6, 6, 1],
    )
)
for brightness in [-0.3, 0.2]:
    cases += [
        ran("randomBrightness", layers.RandomBrightness, {"factor": same(brightness)}, [1, 4, 3, 2], 120, 128),
        ran(
            "randomBrightness",
            layers.RandomBrightness,
            {"factor": same(brightness), "valueRange": [-1, 0.5]},
            [1, 3, 3, 1],
        ),
    ]
# Between 1 − lower and 1 + upper, which are alike here.
for factor in [[-0.3, 0.3], [-0.85, 0.85]]:
    cases += [
        ran("randomContrast", layers.RandomContrast, {"factor": factor}, [2, 4, 3, 2], 120, 128),
        ran(
            "randomContrast",
            layers.RandomContrast,
            {"factor": factor, "valueRange": [-0.9, 2]},
            [1, 3, 4, 1],
        ),
    ]

for options in [
    {"maxValue": 1.5},
    {"threshold": 0.4},
    {"maxValue": 2, "negativeSlope": 0.1, "threshold": 0.3},
    {"maxValue": 6, "negativeSlope": 0.2},
    {"maxValue": 0.5, "threshold": 1},
]:
    cases.append(ran("reLU", layers.ReLU, options, [2, 3, 4, 2], 3))
for axis in [[-1], [2, 3], [1, 2, 3]]:
    cases.append(ran("unitNormalization", layers.UnitNormalization, {"axis": axis}, [2, 3, 4, 2], 3))
# A row of zeros, and numbers too small for a length of their own.
for scale in [0, 1e-13]:
    cases.append(ran("unitNormalization", layers.UnitNormalization, {"axis": [-1]}, [1, 5], scale))
for shape, scale in [([3, 7], 1), ([2, 2, 3, 5], 40)]:
    cases.append(ran("logSoftmax", lambda: layers.Activation("log_softmax"), {}, shape, scale))

flips = {}
for mode in ["horizontal", "vertical", "horizontal_and_vertical"]:
    x = numbers(1, [1, 3, 4, 2])
    flip = layers.RandomFlip(mode)
    flips[mode] = rounded(flip.transform_images(x, {"flips": torch.tensor(True)}))

# How a single number is understood: [from, to], as Keras keeps it.
factors = {
    "randomRotation": layers.RandomRotation(0.2).factor,
    "randomBrightness": layers.RandomBrightness(0.2).factor,
    "randomContrast": layers.RandomContrast(0.2).factor,
}
there = pathlib.Path(__file__).parent / "numbers.json"
there.write_text(
    json.dumps({"keras": keras.__version__, "cases": cases, "flips": flips, "factors": factors}) + "\n"
)
print(len(cases), "cases")
