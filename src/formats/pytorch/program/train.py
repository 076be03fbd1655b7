"""Trains the network of network.py on one or several processes, each with a part of every batch.

    python train.py --data DATA                                          one process
    torchrun --nproc-per-node 4 train.py --data DATA                     four GPUs of this machine
    torchrun --nnodes 4 --nproc-per-node 8 --rdzv-backend c10d \\
             --rdzv-endpoint HOST:29500 train.py --data DATA             on each of four machines

DATA is a folder with a folder of pictures for each class (needs Pillow), a NumPy file (.npz) with x_train and y_train, or a
folder with MNIST's IDX files. Training starts from start.safetensors and ends with trained.safetensors.
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


def read_data(path, shape):
    """Pictures [N, C, H, W] as bytes or floats, and labels [N]."""
    path = pathlib.Path(path)
    idx = sorted(path.glob("train-*-ubyte*")) if path.is_dir() else []
    if idx:
        by_axes = {array.ndim: array for array in map(read_idx, idx)}
        pictures, labels = by_axes[3], by_axes[1]
    elif path.is_dir():
        pictures, labels = read_folders(path, shape)
    else:
        arrays = numpy.load(path)
        pictures, labels = arrays["x_train"], arrays["y_train"].reshape(-1)
    pictures = torch.from_numpy(numpy.array(pictures))
    pictures = pictures.unsqueeze(1) if pictures.dim() == 3 else pictures.permute(0, 3, 1, 2)
    if tuple(pictures.shape[1:]) != shape:
        raise SystemExit(f"{path}: expected pictures of {shape} (channels, rows, columns). Received {tuple(pictures.shape[1:])}")
    return pictures.contiguous(), torch.from_numpy(numpy.array(labels)).long()


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
    pictures, labels = read_data(options.data, Network.INPUT)
    part = options.batch_size // processes

    for epoch in range(1, options.epochs + 1):
        # The same order in all processes; each takes its part of a batch.
        order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(options.seed + epoch))
        begin, total, right, seen = time.time(), 0.0, 0, 0
        batches = len(order) // options.batch_size
        for batch in range(batches):
            first = batch * options.batch_size + rank * part
            rows = order[first : first + part]
            x = pictures[rows].to(device)
            x = x.float() / 255 if x.dtype == torch.uint8 else x.float()
            y = labels[rows].to(device)
            logits = model(x)
            loss = F.cross_entropy(logits, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
            right += (logits.argmax(1) == y).sum().item()
            seen += len(rows)
            if rank == 0 and (batch + 1) % max(1, batches // 10) == 0:
                print(f"epoch {epoch}  {batch + 1}/{batches}  loss {total / seen:.4f}  accuracy {right / seen:.4f}", flush=True)
        if distributed:
            sums = torch.tensor([total, right, seen], dtype=torch.float64, device="cpu" if not torch.cuda.is_available() else device)
            dist.all_reduce(sums)
            total, right, seen = sums.tolist()
        if rank == 0:
            save(network, options.out)
            print(f"epoch {epoch}  loss {total / seen:.6f}  accuracy {right / seen:.4f}  {time.time() - begin:.1f} s", flush=True)
    if distributed:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
