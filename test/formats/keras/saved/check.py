"""Loads in Keras what Convscope has written of the models of make.py, and compares the answers with Keras's own.

    WRITTEN=/tmp/written npx vitest run --project node test/formats/keras/saved
    KERAS_BACKEND=torch python3 check.py /tmp/written      (Keras 3.16)
"""

import json
import os
import sys
import zipfile

import keras
import numpy

import make  # noqa: F401  registers gelu_tanh

# Keras does not load its own files of these models either.
NOT_BY_KERAS = {"layer_norm_axes.h5", "unit_norm_axes.h5", "normalization_one_mean.h5", "scaled_residual.h5"}

folder = sys.argv[1]
archive = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "models.zip")
expected = json.loads(zipfile.ZipFile(archive).read("expected.json"))
array = lambda one: numpy.array(one["values"], "float32").reshape(one["shape"])
right, wrong = 0, 0
for file in sorted(set(os.listdir(folder)) - NOT_BY_KERAS):
    name = file.rsplit(".", 1)[0]
    facts = expected[name]
    try:
        net = keras.models.load_model(os.path.join(folder, file), compile=False)
        given = [array(one) for one in facts["inputs"]]
        answers = net(given if len(given) > 1 else given[0], training=False)
        answers = answers if isinstance(answers, (list, tuple)) else [answers]
        pairs = zip(answers, map(array, facts["outputs"]))
        worst = max(abs(a.detach().numpy() - b).max() / max(1, abs(b).max()) for a, b in pairs)
    except Exception as error:
        print(f"{file}: {type(error).__name__}: {str(error).splitlines()[0]}")
        wrong += 1
        continue
    bound = 1e-2 if name.startswith("mixed") else 1e-5
    if worst < bound:
        right += 1
    else:
        print(f"{file}: differs by {worst}")
        wrong += 1
print(f"{right} of {right + wrong} give the same answers")
sys.exit(wrong > 0)
