"""Writes numbers.json: what PyTorch (2.6 here) makes of layers that Keras has, too. Needs PyTorch: python3 make.py"""

import json
import pathlib

import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)


def numbers(seed, *shape):
    """The same simple numbers as in the test: sin of a growing angle."""
    count = torch.Size(shape).numel()
    return torch.sin(torch.arange(count) * 1.7 + seed).reshape(shape).requires_grad_()


def first(x):
    """Channels last → channels first."""
    return x.movedim(-1, 1)


def last(y):
    return y.movedim(1, -1)


def case(kind, options, x, parameters, run):
    y = run(x, **parameters)
    dy = torch.cos(torch.arange(y.numel()) * 0.9).reshape(y.shape)
    y.backward(dy)
    return {
        "kind": kind,
        "options": options,
        "input": list(x.shape),
        "y": y.flatten().tolist(),
        "dx": x.grad.flatten().tolist(),
        "parameters": {name: {"shape": list(p.shape), "d": p.grad.flatten().tolist()} for name, p in parameters.items()},
    }


def transposed(stride, dilation, top, left, height, width, more):
    def run(x, kernel, bias):
        y = F.conv_transpose2d(
            first(x), kernel.permute(3, 2, 0, 1), bias, stride=stride, output_padding=more, dilation=dilation
        )
        return last(y)[:, top : top + height, left : left + width]

    return run


def grouped(x, kernel, bias):
    return last(F.conv2d(first(x), kernel.permute(3, 2, 0, 1), bias, stride=2, padding=1, groups=2))


def separable(x, depthwiseKernel, pointwiseKernel, bias):
    kh, kw, c, m = depthwiseKernel.shape
    depthwise = depthwiseKernel.permute(2, 3, 0, 1).reshape(c * m, 1, kh, kw)
    z = F.conv2d(first(x), depthwise, padding=1, groups=c)
    return last(F.conv2d(z, pointwiseKernel.permute(3, 2, 0, 1), bias))


FUNCTIONS = {
    "silu": F.silu,
    "gelu": F.gelu,
    "mish": F.mish,
    "hardSilu": F.hardswish,
    "hardSigmoid": F.hardsigmoid,
    "selu": F.selu,
    "softplus": F.softplus,
    "softsign": F.softsign,
    "exponential": torch.exp,
}
two = {"filters": 2, "kernelSize": 3}
cases = [
    *(
        case("activation", {"activation": name}, (numbers(1, 2, 3, 4) * 5).detach().requires_grad_(), {}, f)
        for name, f in FUNCTIONS.items()
    ),
    case("elu", {"alpha": 0.4}, numbers(1, 2, 7), {}, lambda x: F.elu(x, 0.4)),
    case(
        "prelu",
        {"sharedAxes": [1, 2]},
        numbers(1, 2, 3, 4, 3),
        {"alpha": numbers(2, 1, 1, 3)},
        lambda x, alpha: last(F.prelu(first(x), alpha.flatten())),
    ),
    # Keras's 'same' of a kernel of 3 and a stride of 2 begins at the first window, and ends one before the last does.
    case(
        "conv2dTranspose",
        {**two, "strides": 2, "padding": "same"},
        numbers(1, 2, 3, 4, 3),
        {"kernel": numbers(2, 3, 3, 2, 3), "bias": numbers(3, 2)},
        transposed(2, 1, 0, 0, 6, 8, 0),
    ),
    case(
        "conv2dTranspose",
        {"filters": 2, "kernelSize": [4, 2], "strides": [2, 3]},
        numbers(1, 1, 3, 2, 2),
        {"kernel": numbers(2, 4, 2, 2, 2), "bias": numbers(3, 2)},
        transposed((2, 3), 1, 0, 0, 8, 6, (0, 1)),
    ),
    case(
        "conv2dTranspose",
        {**two, "dilationRate": 2, "padding": "same"},
        numbers(1, 1, 4, 5, 2),
        {"kernel": numbers(2, 3, 3, 2, 2), "bias": numbers(3, 2)},
        transposed(1, 2, 2, 2, 4, 5, 0),
    ),
    case(
        "groupedConv2d",
        {"filters": 6, "kernelSize": 3, "strides": 2, "padding": "same", "groups": 2},
        numbers(1, 2, 5, 7, 4),
        {"kernel": numbers(2, 3, 3, 2, 6), "bias": numbers(3, 6)},
        grouped,
    ),
    case(
        "separableConv2d",
        {"filters": 4, "kernelSize": 3, "padding": "same", "depthMultiplier": 2},
        numbers(1, 2, 4, 5, 3),
        {
            "depthwiseKernel": numbers(2, 3, 3, 3, 2),
            "pointwiseKernel": numbers(3, 1, 1, 6, 4),
            "bias": numbers(4, 4),
        },
        separable,
    ),
    case(
        "layerNormalization",
        {},
        numbers(1, 2, 3, 2, 5),
        {"gamma": numbers(2, 5), "beta": numbers(3, 5)},
        lambda x, gamma, beta: F.layer_norm(x, (5,), gamma, beta, 1e-3),
    ),
    case(
        "layerNormalization",
        {"axis": [1, 2, 3], "epsilon": 1e-5},
        numbers(1, 2, 3, 2, 5),
        {"gamma": numbers(2, 3, 2, 5), "beta": numbers(3, 3, 2, 5)},
        lambda x, gamma, beta: F.layer_norm(x, (3, 2, 5), gamma, beta, 1e-5),
    ),
    *(
        case(
            "groupNormalization",
            {"groups": groups},
            numbers(1, 2, 3, 4, 6),
            {"gamma": numbers(2, 6), "beta": numbers(3, 6)},
            lambda x, gamma, beta, count=count: last(F.group_norm(first(x), count, gamma, beta, 1e-3)),
        )
        for groups, count in ((3, 3), (1, 1), (-1, 6))
    ),
]


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, list):
        return [rounded(one) for one in value]
    return {name: rounded(one) for name, one in value.items()} if isinstance(value, dict) else value


lines = ",\n".join(json.dumps(rounded(one)) for one in cases)
(pathlib.Path(__file__).parent / "numbers.json").write_text(f"[\n{lines}\n]\n")
