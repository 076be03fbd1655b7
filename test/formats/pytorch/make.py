"""Writes the files that the tests beside it read. Needs PyTorch (2.6 here): python3 make.py"""

import json
import pathlib

import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
torch.manual_seed(3)


class Small(nn.Module):
    """Every layout there is: kernels, one of them depthwise, normalizations, and rows behind a Flatten."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(2, 4, 3, padding=1)
        self.norm1 = nn.BatchNorm2d(4)
        self.depthwise = nn.Conv2d(4, 8, (3, 1), groups=4)
        self.norm2 = nn.BatchNorm1d(8 * 2 * 4)
        self.fc1 = nn.Linear(8 * 2 * 4, 5)
        self.fc2 = nn.Linear(5, 5)
        self.fc3 = nn.Linear(5, 3)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.norm1(self.conv1(x))), 2)
        x = torch.flatten(self.depthwise(x), 1)
        x = torch.relu(self.fc1(self.norm2(x)))
        return torch.softmax(self.fc3(torch.tanh(self.fc2(x))), 1)


model = Small()
pictures = torch.rand(6, 2, 8, 8)
for _ in range(5):  # the moving averages and all weights leave their first values
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    optimizer.zero_grad()
    nn.functional.nll_loss(torch.log(model(pictures)), torch.tensor([0, 1, 2, 0, 1, 2])).backward()
    optimizer.step()
model.eval()

torch.save(model.state_dict(), HERE / "small.pt")

adam = torch.optim.Adam(model.parameters())
adam.zero_grad()
model(pictures).sum().backward()
adam.step()
model.load_state_dict(torch.load(HERE / "small.pt"))
half = {f"module.{name}": tensor.half() if tensor.is_floating_point() else tensor for name, tensor in model.state_dict().items()}
# Columns of a matrix lie side by side, and two tensors share one storage.
half["module.fc2.weight"] = half["module.fc2.weight"].t().contiguous().t()
together = torch.cat([half["module.fc1.bias"], half["module.fc2.bias"]])
half["module.fc1.bias"], half["module.fc2.bias"] = together[:5], together[5:]
checkpoint = {"epoch": 5, "loss": 0.25, "best": True, "model_state_dict": half, "optimizer_state_dict": adam.state_dict()}
torch.save(checkpoint, HERE / "checkpoint.pth")
torch.save(nn.Sequential(nn.Linear(2, 2)), HERE / "module.pt")

(HERE / "small.json").write_text(json.dumps({
    "pictures": pictures.permute(0, 2, 3, 1).flatten().tolist(),
    "answers": model(pictures).flatten().tolist(),
    "torch": torch.__version__,
}))
