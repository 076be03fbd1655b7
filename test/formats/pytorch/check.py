"""Runs the modules in folders (network.py, start.safetensors, inputs.json: an array for each input) and prints their outputs, a line
each, as JSON: a list of numbers for each output."""

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
    inputs = [torch.tensor(array, dtype=torch.float32) for array in json.loads((folder / "inputs.json").read_text())]
    with torch.no_grad():
        outputs = network(*[x.permute(0, 3, 1, 2) if x.dim() == 4 else x for x in inputs])
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    ours = [y.permute(0, 2, 3, 1) if y.dim() == 4 else y for y in outputs]
    print(json.dumps([y.flatten().tolist() for y in ours]), flush=True)
