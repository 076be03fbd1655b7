"""Trains the network of network.py on one or several processes, each with a part of every batch.

    python train.py --data DATA                                          one process
    torchrun --nproc-per-node 4 train.py --data DATA                     four GPUs of this machine
    torchrun --nnodes 4 --nproc-per-node 8 --rdzv-backend c10d \\
             --rdzv-endpoint HOST:29500 train.py --data DATA             on each of four machines

DATA is a folder with a folder of pictures for each class (needs Pillow), a NumPy file (.npz) with x_train and y_train, or a
folder with MNIST's IDX files. For a network with several inputs or outputs: a NumPy file with an array for each, by its name;
where there is one input and only y_train, every output learns it. Training starts from start.safetensors and ends with trained.safetensors.
"""

import argparse
import gzip
import os
import pathlib
import time

import numpy
import torch
import torch.distributed as dist
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from network import Network
from weights import load, save

# Of each output, in the order of the network: its loss and its weight in the sum that is minimized. cross_entropy takes class
# numbers, the others a number for each number of the output.
LOSSES = [
    ("answer", F.cross_entropy, 1),
]

HERE = pathlib.Path(__file__).resolve().parent


def read_idx(path):
    """An IDX file: two zero bytes, the type (8: bytes), the number of axes, their lengths, the numbers."""
    data = (gzip.open if path.suffix == ".gz" else open)(path, "rb").read()
    if data[:3] != b"\0\0\x08":
        raise SystemExit(f"{path}: expected an IDX file of bytes. Received one that begins with {data[:4].hex()}")
    shape = numpy.frombuffer(data, ">u4", data[3], 4)
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * data[3]).reshape(shape)


def read_folders(path, shape):
    """Pictures in a folder for each class, cut to their middle and scaled."""
    from PIL import Image, ImageOps

    channels, height, width = shape
    classes = sorted(folder for folder in path.iterdir() if folder.is_dir())
    pictures, labels = [], []
    for label, folder in enumerate(classes):
        for file in sorted(folder.iterdir()):
            picture = Image.open(file).convert("L" if channels == 1 else "RGB")
            pictures.append(numpy.asarray(ImageOps.fit(picture, (width, height))))
            labels.append(label)
    return numpy.stack(pictures), numpy.array(labels)


def channels_first(array, axes):
    """Numbers [N, ...] with so many axes: maps [N, H, W, C] or [N, H, W] as [N, C, H, W], rows as they are."""
    array = torch.from_numpy(numpy.array(array))
    if axes != 4:
        return array
    return (array.unsqueeze(1) if array.dim() == 3 else array.permute(0, 3, 1, 2)).contiguous()


def read_data(path):
    """What each input is given, as bytes or floats, and what each output is to give: class numbers or floats."""
    path = pathlib.Path(path)
    idx = sorted(path.glob("train-*-ubyte*")) if path.is_dir() else []
    if idx:
        by_axes = {array.ndim: array for array in map(read_idx, idx)}
        arrays = {"x_train": by_axes[3], "y_train": by_axes[1]}
    elif path.is_dir():
        pictures, labels = read_folders(path, Network.INPUTS[0][1])
        arrays = {"x_train": pictures, "y_train": labels}
    else:
        arrays = dict(numpy.load(path))

    def array_of(name, other):
        if name in arrays:
            return arrays[name]
        if other in arrays:
            return arrays[other]
        raise SystemExit(f"{path}: expected an array '{name}'. Received {', '.join(arrays)}")

    def checked(name, array, shape):
        if tuple(array.shape[1:]) != shape:
            raise SystemExit(f"{path}: expected '{name}' of shape {shape} (channels, rows, columns). Received {tuple(array.shape[1:])}")
        return array

    inputs, targets = [], []
    for name, shape in Network.INPUTS:
        # One array for several inputs would be a mistake.
        array = array_of(name, "x_train" if len(Network.INPUTS) == 1 else name)
        inputs.append(checked(name, channels_first(array, len(shape) + 1), shape))
    for (name, shape), (_, loss, _) in zip(Network.OUTPUTS, LOSSES):
        array = array_of(name, "y_train")
        if loss is F.cross_entropy:
            # A class for each sample, or for each place of a map.
            labels = torch.from_numpy(numpy.array(array)).long()
            targets.append(checked(name, labels if len(shape) > 1 else labels.reshape(len(labels), -1).squeeze(1), shape[1:]))
        else:
            targets.append(checked(name, channels_first(array, len(shape) + 1).float(), shape))
    counts = [len(array) for array in inputs + targets]
    if len(set(counts)) > 1:
        raise SystemExit(f"{path}: expected as many samples in each array. Received {counts}")
    return inputs, targets


def numbers(array):
    """Bytes as 0 to 1."""
    return array.float() / 255 if array.dtype == torch.uint8 else array.float()


def described(sums, digits):
    """Means: the loss, of several outputs that of each, and the accuracy."""
    total, right, answers, seen, *losses = sums.tolist()
    text = f"loss {total / seen:.{digits}f}"
    if len(LOSSES) > 1:
        text += "  " + "  ".join(f"{name} {loss / seen:.{digits}f}" for (name, _, _), loss in zip(LOSSES, losses))
    return text + (f"  accuracy {right / answers:.4f}" if answers else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch-size", type=int, default=64, help="of all processes together")
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", default=HERE / "trained.safetensors")
    options = parser.parse_args()

    distributed = "RANK" in os.environ
    if distributed:
        dist.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    rank, processes = (dist.get_rank(), dist.get_world_size()) if distributed else (0, 1)
    if options.batch_size % processes:
        raise SystemExit(f"--batch-size: expected a multiple of the {processes} processes. Received {options.batch_size}")
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if torch.cuda.is_available() else torch.device("cpu")

    torch.manual_seed(options.seed)
    network = Network()
    load(network, HERE / "start.safetensors")
    network.to(device).train()
    # The module whose forward gives logits: what DistributedDataParallel wraps must be called as a whole.
    model = DistributedDataParallel(network) if distributed else network
    optimizer = torch.optim.Adam(network.parameters(), lr=options.learning_rate, eps=1e-7)
    inputs, targets = read_data(options.data)
    samples = len(inputs[0])
    # The accuracy is that of the first output that tells classes apart.
    classifies = next((i for i, (_, loss, _) in enumerate(LOSSES) if loss is F.cross_entropy), None)
    part = options.batch_size // processes

    for epoch in range(1, options.epochs + 1):
        # The same order in all processes; each takes its part of a batch.
        order = torch.randperm(samples, generator=torch.Generator().manual_seed(options.seed + epoch))
        # Loss, right answers and answers of this epoch, samples, and the loss of each output.
        begin, sums = time.time(), torch.zeros(4 + len(LOSSES), dtype=torch.float64)
        batches = len(order) // options.batch_size
        for batch in range(batches):
            first = batch * options.batch_size + rank * part
            rows = order[first : first + part]
            x = [numbers(array[rows].to(device)) for array in inputs]
            y = [array[rows].to(device) for array in targets]
            outputs = model(*x)
            outputs = outputs if isinstance(outputs, tuple) else (outputs,)
            losses = [loss(output, target) for (_, loss, _), output, target in zip(LOSSES, outputs, y)]
            loss = sum(weight * one for (_, _, weight), one in zip(LOSSES, losses))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            right = answers = 0
            if classifies is not None:
                correct = outputs[classifies].argmax(1) == y[classifies]
                right, answers = correct.sum().item(), correct.numel()
            now = [loss.item() * len(rows), right, answers, len(rows)] + [one.item() * len(rows) for one in losses]
            sums += torch.tensor(now, dtype=torch.float64)
            if rank == 0 and (batch + 1) % max(1, batches // 10) == 0:
                print(f"epoch {epoch}  {batch + 1}/{batches}  {described(sums, 4)}", flush=True)
        if distributed:
            sums = sums.to(device)
            dist.all_reduce(sums)
        if rank == 0:
            save(network, options.out)
            print(f"epoch {epoch}  {described(sums, 6)}  {time.time() - begin:.1f} s", flush=True)
    if distributed:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
