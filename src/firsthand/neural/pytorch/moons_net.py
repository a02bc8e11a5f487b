"""The moons network, as a PyTorch module."""

from torch import Tensor, nn


class MoonsNet(nn.Module):
    """Score points of the plane: two inputs, one hidden layer of ReLUs, one logit.

    The logit goes to `nn.BCEWithLogitsLoss`, or through a sigmoid to become a
    probability of class 1.

    Parameters
    ----------
    n_hidden : int, default=16
    """

    def __init__(self, n_hidden: int = 16) -> None:
        super().__init__()
        self.hidden = nn.Linear(2, n_hidden)
        self.out = nn.Linear(n_hidden, 1)

    def forward(self, points: Tensor) -> Tensor:
        hidden = self.hidden(points).relu()  # (n, 2) -> (n, n_hidden)
        return self.out(hidden).squeeze(1)  # (n, n_hidden) -> (n, 1) -> (n,)
