"""The files of this folder: a network of two classes, by what is light on the left and on the right, as Keras, ONNX and PyTorch
write it. Needs keras (on any backend), onnx and numpy.

    python3 make.py keras      sides.keras, sides.h5, bytes.keras
    python3 make.py onnx       sides.onnx, bytes.onnx, scores.onnx
"""

import sys

import numpy as np

WEIGHT = np.array([[2, 0], [0, 2], [2, 0], [0, 2]], np.float32)
BIAS = np.zeros(2, np.float32)


def with_keras():
    import keras

    def save(path, of_bytes=False):
        layers = [keras.layers.Rescaling(1 / 255)] if of_bytes else []
        model = keras.Sequential(
            [
                keras.Input((2, 2, 1)),
                *layers,
                keras.layers.Flatten(),
                keras.layers.Dense(2, activation="softmax", name="out"),
            ]
        )
        model.get_layer("out").set_weights([WEIGHT, BIAS])
        model.save(path)

    save("sides.keras")
    save("sides.h5")
    save("bytes.keras", of_bytes=True)


def with_onnx():
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    def save(path, of_bytes=False, softmax=True):
        nodes, x = [], "x"
        values = [numpy_helper.from_array(WEIGHT, "w"), numpy_helper.from_array(BIAS, "b")]
        if of_bytes:
            values.append(numpy_helper.from_array(np.array(1 / 255, np.float32), "scale"))
            nodes.append(helper.make_node("Mul", [x, "scale"], ["small"]))
            x = "small"
        # A convolution that changes nothing: without one, nothing says that the input is a picture.
        values.append(numpy_helper.from_array(np.ones((1, 1, 1, 1), np.float32), "one"))
        nodes.append(helper.make_node("Conv", [x, "one"], ["picture"], kernel_shape=[1, 1]))
        nodes.append(helper.make_node("Flatten", ["picture"], ["row"]))
        nodes.append(helper.make_node("Gemm", ["row", "w", "b"], ["scores"]))
        if softmax:
            nodes.append(helper.make_node("Softmax", ["scores"], ["y"], axis=-1))
        graph = helper.make_graph(
            nodes,
            "sides",
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, 2, 2])],
            [helper.make_tensor_value_info("y" if softmax else "scores", TensorProto.FLOAT, [1, 2])],
            values,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model)
        onnx.save(model, path)

    save("sides.onnx")
    save("bytes.onnx", of_bytes=True)
    save("scores.onnx", softmax=False)


{"keras": with_keras, "onnx": with_onnx}[sys.argv[1]]()
