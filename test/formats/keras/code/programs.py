# Programs of several files, run by Python with Keras: what each model is. Writes programs.json beside this file.
#   python3 programs.py

import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))

BLOCKS = """from keras import layers

WIDTH = 4


def block(x, filters=WIDTH, stride=1):
    y = layers.Conv2D(filters, 3, strides=stride, padding="same", activation="relu")(x)
    if x.shape[-1] != filters or stride != 1:
        x = layers.Conv2D(filters, 1, strides=stride)(x)
    return layers.Add()([x, y])
"""

PROGRAMS = {
    "a package with relative imports, blocks in a folder above": {
        "train.py": """from nets.deep.model import build
from nets import WIDTH

model = build(classes=7, width=WIDTH)
model.compile("adam", "categorical_crossentropy")
""",
        "nets/__init__.py": "from .blocks import *\n",
        "nets/blocks.py": BLOCKS,
        "nets/deep/__init__.py": "",
        "nets/deep/model.py": """import keras
from ..blocks import block
from . import head as top


def build(classes, width):
    i = keras.Input((16, 16, 3))
    x = block(i, width)
    x = block(x, 2 * width, stride=2)
    return keras.Model(i, top.head(x, classes))
""",
        "nets/deep/head.py": """from keras.layers import Dense, GlobalAveragePooling2D


def head(x, classes):
    return Dense(classes, activation="softmax")(GlobalAveragePooling2D()(x))
""",
    },
    "files that import each other, where what is needed has a value": {
        "train.py": "import a\n\nmodel = a.build()\n",
        "a.py": """import keras
import b

UNITS = [5, 3]


def build():
    return keras.Sequential([keras.Input((4,))] + b.dense())
""",
        "b.py": """import keras
import a


def dense():
    return [keras.layers.Dense(n) for n in a.UNITS]
""",
    },
    "a module that changes a list of another when it is imported, once": {
        "train.py": """import settings
import more
import more as again
from keras import Input, Sequential
from keras.layers import Dense

model = Sequential([Input((6,))] + [Dense(n) for n in settings.sizes])
""",
        "settings.py": "sizes = [2]\n",
        "more.py": "from settings import sizes\n\nsizes.append(9)\nsizes = [1, 1, 1]\n",
    },
    "everything of a module, by __all__ and without names that begin with _": {
        "train.py": """from parts import *
from others import *

units = 3
model = build()
""",
        "parts.py": """import keras

__all__ = ["build"]
units = 8


def build():
    return keras.Sequential([keras.Input((4,)), keras.layers.Dense(units), _last()])


def _last():
    return keras.layers.Dense(2)
""",
        "others.py": "units = 5\n_build = None\n",
    },
    "a model that a file makes when it is imported, behind its main guard": {
        "train.py": "from model import model\nfrom keras import layers\n\nmodel.add(layers.Dense(2))\n",
        "model.py": """from keras import Input, Sequential, layers

model = Sequential([Input((8, 8, 1)), layers.Flatten()])
if __name__ == "__main__":
    model.add(layers.Dense(99))
""",
    },
    "classes of other files: a layer, a block made from it, and a model": {
        "train.py": "from model import Net\n\nmodel = Net(5)\n",
        "model.py": """import keras
import parts.blocks as B


def Net(classes):
    i = keras.Input((12, 12, 2))
    x = B.Down(6)(i)
    x = B.Down(filters=8)(x)
    x = keras.layers.Flatten()(x)
    return keras.Model(inputs=i, outputs=keras.layers.Dense(classes)(x))
""",
        "parts/blocks.py": """from keras.layers import MaxPooling2D
from .base import Step


class Down(Step):
    def __call__(self, x):
        return MaxPooling2D(2)(super().__call__(x))
""",
        "parts/base.py": """from keras.layers import Conv2D


class Step:
    def __init__(self, filters):
        self.conv = Conv2D(filters, 3, padding="same")

    def __call__(self, x):
        return self.conv(x)
""",
    },
}

ASK = """
import json, sys
sys.path.insert(0, '.')
import train
layers = [l for l in train.model.layers if type(l).__name__ != 'InputLayer']
print(json.dumps([[type(l).__name__, list(l.output.shape[1:]), l.count_params()] for l in layers]))
"""

results = []
for name, files in PROGRAMS.items():
    with tempfile.TemporaryDirectory() as folder:
        for path, code in files.items():
            os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
            with open(os.path.join(folder, path), "w") as file:
                file.write(code)
        done = subprocess.run([sys.executable, "-c", ASK], cwd=folder, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{name}\n{done.stderr}")
        results.append({"name": name, "files": files, "layers": json.loads(done.stdout.strip().split("\n")[-1])})

with open(os.path.join(HERE, "programs.json"), "w") as file:
    json.dump(results, file, indent=1)
    file.write("\n")
