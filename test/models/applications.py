"""Writes applications.json: what Keras says of its own networks.

    python3 applications.py > applications.json      (Keras 3, any backend)

For every network, once with a classifier and once with global average pooling: its layers, its parameters, and the start
of the SHA-256 of one line a layer in Keras's order: class, name, output shape, what it reads.
"""

import hashlib
import json

import keras

NAMES = """VGG16 VGG19 ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2 MobileNet MobileNetV2 DenseNet121
DenseNet169 DenseNet201 EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 Xception""".split()
# Odd sizes show how a border depends on them.
SIZES = {"Xception": 71, "EfficientNetB1": 61, "MobileNetV2": 61}


def line(layer):
    names = [t._keras_history[0].name for t in layer._inbound_nodes[0].input_tensors]
    reads = ["input" if name.startswith("input") else name for name in names]
    shape = "x".join(str(length) for length in layer.output.shape[1:])
    return f"{type(layer).__name__} {layer.name} {shape} <- {','.join(reads)}"


facts = {}
for name in NAMES:
    for ends, options in {"top": {"classes": 7}, "avg": {"include_top": False, "pooling": "avg"}}.items():
        keras.backend.clear_session()
        size = SIZES.get(name, 48)
        model = getattr(keras.applications, name)(weights=None, input_shape=(size, size, 3), **options)
        lines = [line(layer) for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
        facts[f"{name} {ends} {size}"] = {
            "layers": len(lines),
            "parameters": model.count_params(),
            "digest": digest,
        }
print(json.dumps(facts, indent=2))
