"""Writes applications.json: what Keras says of its own networks.

    python3 applications.py > applications.json      (Keras 3, any backend)
    python3 applications.py NASNetMobile             prints the lines of one

For every network, once with a classifier and once with global average pooling: its layers, its parameters, and the start
of the SHA-256 of one line a layer in Keras's order: class, name, output shape, what it reads. (Convscope's networks are
flat, and have layers where Keras has arithmetic.)
"""

import hashlib
import json
import sys

import keras

NAMES = """VGG16 VGG19 ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2 MobileNet MobileNetV2 DenseNet121
DenseNet169 DenseNet201 EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 Xception
MobileNetV3Small MobileNetV3Large EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 EfficientNetV2S
EfficientNetV2M EfficientNetV2L ConvNeXtTiny ConvNeXtSmall ConvNeXtBase ConvNeXtLarge ConvNeXtXLarge InceptionV3
InceptionResNetV2 NASNetMobile NASNetLarge""".split()
# Odd sizes show how a border depends on them.
SIZES = {"Xception": 71, "EfficientNetB1": 61, "MobileNetV2": 61, "MobileNetV3Small": 61, "EfficientNetV2B1": 61}
SIZES |= {"InceptionV3": 91, "InceptionResNetV2": 83, "NASNetMobile": 61, "NASNetLarge": 75, "ConvNeXtTiny": 61}


def kind(operation):
    """Arithmetic with a number is a Rescaling in Convscope, that of two tensors the layer of its name."""
    node = operation._inbound_nodes[0]
    if isinstance(operation, keras.layers.Layer) or len(node.input_tensors) > 1:
        return type(operation).__name__
    return "Rescaling"


def read(tensor):
    """The name of what made a tensor: of a model in the model its last layer."""
    made = tensor._keras_history[0]
    if isinstance(made, keras.Sequential):
        return made.layers[-1].name
    return "input" if made.name.startswith("input") else made.name


def lines(model):
    """Models in the model are written out in their place."""
    for operation in model.operations:
        if isinstance(operation, keras.layers.InputLayer):
            continue
        node = operation._inbound_nodes[0]
        reads = ",".join(read(tensor) for tensor in node.input_tensors)
        inner = operation.layers if isinstance(operation, keras.Sequential) else [operation]
        for one in inner:
            shape = "x".join(str(length) for length in one.output.shape[1:])
            yield f"{kind(one)} {one.name} {shape} <- {reads}"
            reads = one.name


facts = {}
for name in sys.argv[1:] or NAMES:
    for ends, options in {"top": {"classes": 7}, "avg": {"include_top": False, "pooling": "avg"}}.items():
        keras.backend.clear_session()
        size = SIZES.get(name, 48)
        model = getattr(keras.applications, name)(weights=None, input_shape=(size, size, 3), **options)
        found = list(lines(model))
        digest = hashlib.sha256("\n".join(found).encode()).hexdigest()[:16]
        if sys.argv[1:] == [name]:
            print("\n".join(found))
        facts[f"{name} {ends} {size}"] = {
            "layers": len(found),
            "parameters": model.count_params(),
            "digest": digest,
        }
if not sys.argv[1:]:
    print(json.dumps(facts, indent=2))
