"""A convolutional network for handwritten digits."""

from torch import Tensor, nn
from torch.nn import functional as F


class DigitCNN(nn.Module):
    """Recognise a digit: two convolutions, one pooling, two dense layers.

    Letters: N images of H by H pixels. Two 3 × 3 convolutions find strokes (32
    kernels) and joints of strokes (64), pooling keeps the strongest of each
    2 × 2 square, and the dense layers weigh what was found where.
    LeCun et al. (1998), doi:10.1109/5.726791, is the ancestor.

    Parameters
    ----------
    image_size : int, default=28
        H: 28 for MNIST, 8 for scikit-learn's digits. Images below 16 pixels get
        a border of zeros first, so that the convolutions do not eat them up.
    dropout : float, default=0.25
        Share of the numbers set to 0 while training, after pooling and after
        the dense layer.
    """

    def __init__(self, image_size: int = 28, dropout: float = 0.25) -> None:
        super().__init__()
        if image_size < 6:
            raise ValueError(f"image_size must be at least 6, got {image_size}. Enlarge the images.")
        self.image_size = image_size
        padding = 1 if image_size < 16 else 0
        pooled = (image_size - 4 + 4 * padding) // 2  # pixels along a side
        self.conv1 = nn.Conv2d(1, 32, kernel_size=3, padding=padding)
        self.conv2 = nn.Conv2d(32, 64, kernel_size=3, padding=padding)
        self.dense = nn.Linear(64 * pooled**2, 128)
        self.out = nn.Linear(128, 10)
        self.dropout = nn.Dropout(dropout)

    def forward(self, images: Tensor) -> Tensor:
        """Score the ten digits: (N, 1, H, H) to logits (N, 10)."""
        # Pooling first and ReLU after it gives the same and touches a quarter of the numbers.
        maps = F.max_pool2d(self.conv2(self.conv1(images).relu()), 2).relu()  # (N, 64, pooled, pooled)
        found = self.dense(self.dropout(maps).flatten(start_dim=1)).relu()  # (N, 128)
        return self.out(self.dropout(found))

    def feature_maps(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Show what the two convolutions find: (N, 32, …) and (N, 64, …), before pooling."""
        first = self.conv1(images).relu()
        return first, self.conv2(first).relu()
