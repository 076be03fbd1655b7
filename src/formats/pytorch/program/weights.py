"""Weights between a file of Convscope (safetensors) and a PyTorch module.

The file keeps its header, which holds the network: what is saved opens in Convscope as a whole model.
"""

import json
import struct

import torch


def read(path):
    """The header of a file, and its tensors by name."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = bytearray(file.read())
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, end = entry["data_offsets"]
            numbers = torch.frombuffer(data[first:end], dtype=torch.float32)
            tensors[name] = numbers.reshape(entry["shape"])
    return header, tensors


def load(network, path):
    """Gives the network the weights of a file, and keeps the header for `save`."""
    network.header, tensors = read(path)
    state = network.state_dict()
    for name, (key, axes) in network.WEIGHTS.items():
        state[key].copy_(tensors[name].permute(axes).reshape(state[key].shape))


def save(network, path):
    """Writes the weights in the order of Convscope. The file of `load` says which, and of which shape."""
    state = network.state_dict()
    pieces = []
    for name, entry in network.header.items():
        if name == "__metadata__":
            continue
        key, axes = network.WEIGHTS[name]
        shape = [entry["shape"][axis] for axis in axes]
        back = [axes.index(axis) for axis in range(len(axes))]
        numbers = state[key].detach().float().cpu().reshape(shape).permute(back).contiguous()
        pieces.append((entry["data_offsets"][0], numbers.numpy().tobytes()))
    text = json.dumps(network.header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, piece in sorted(pieces, key=lambda one: one[0]):
            file.write(piece)
