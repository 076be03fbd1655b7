"""Runs the modules in folders (network.py, start.safetensors, inputs.json) and prints their outputs, a line each, as JSON."""

import importlib.util
import json
import pathlib
import sys

import torch


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


weights = module(pathlib.Path(sys.argv[1]))
for folder in map(pathlib.Path, sys.argv[2:]):
    network = module(folder / "network.py").Network().eval()
    weights.load(network, folder / "start.safetensors")
    weights.save(network, folder / "saved.safetensors")
    x = torch.tensor(json.loads((folder / "inputs.json").read_text()), dtype=torch.float32)
    x = x.permute(0, 3, 1, 2) if x.dim() == 4 else x
    with torch.no_grad():
        y = network(x)
    y = y.permute(0, 2, 3, 1) if y.dim() == 4 else y
    print(json.dumps(y.flatten().tolist()), flush=True)
