"""The sizes and choices that make a MiniGPT."""

from dataclasses import dataclass
from typing import Literal, get_args

Positions = Literal["sinusoidal", "learned", "rotary"]
Norm = Literal["layer", "rms"]
Activation = Literal["relu", "relu2", "gelu", "gelu_tanh", "swiglu"]


@dataclass(frozen=True, kw_only=True)
class GPTConfig:
    """What a MiniGPT is made of. Each choice is one that a lesson compares.

    Attributes
    ----------
    vocabulary_size : int
        V, how many different tokens there are.
    context_length : int
        C, how many tokens it can look at together.
    width : int
        D, numbers for each token between the layers.
    n_heads : int
        H, heads of attention; a divisor of width.
    n_layers : int
        Blocks, one upon the other.
    d_ff : int
        F, the width inside a feed-forward layer; 0 stands for 4 D.
    n_kv_heads : int
        Heads of keys and values, a divisor of n_heads: with fewer than n_heads
        several heads share theirs (grouped-query attention). 0 stands for
        n_heads.
    positions : {"sinusoidal", "learned", "rotary"}
        The paper's waves, a table that is learned, or a rotation of queries
        and keys.
    norm : {"layer", "rms"}
    activation : {"relu", "relu2", "gelu", "gelu_tanh", "swiglu"}
        ``gelu_tanh`` is GPT-2's approximation; ``swiglu`` has a third matrix.
    bias : bool
        Whether linear layers, layer norms and a free head have biases.
    tied_head : bool
        Whether the head is the embedding, read the other way.
    query_key_norm : bool
        Whether each head's queries and keys are brought to one length.
    dropout : float
        Share of the numbers set to 0 while training, after the embedding and
        at the end of each branch.
    norm_eps : float
        What a norm adds to the variance, so that nothing is divided by 0.
    rotary_base : float
        How slow the slowest rotation is: about 2 pi times this many tokens for
        one turn.
    max_ngram : int
        The longest run of tokens that has a vector of its own, beside the
        tokens' (`NGramEmbedding`). 1 for tokens only.
    ngram_rows : int
        Rows for the runs of each length.
    ngram_dropout : float
        Share of these vectors left out while training.

    Raises
    ------
    ValueError
        For sizes that do not fit together; it says which, and what to do.
    """

    vocabulary_size: int
    context_length: int = 256
    width: int = 128
    n_heads: int = 4
    n_layers: int = 4
    d_ff: int = 0
    n_kv_heads: int = 0
    positions: Positions = "sinusoidal"
    norm: Norm = "layer"
    activation: Activation = "gelu"
    bias: bool = True
    tied_head: bool = False
    query_key_norm: bool = False
    dropout: float = 0.0
    norm_eps: float = 1e-5
    rotary_base: float = 10_000.0
    max_ngram: int = 1
    ngram_rows: int = 8192
    ngram_dropout: float = 0.0

    def __post_init__(self) -> None:
        for name in (
            "vocabulary_size",
            "context_length",
            "width",
            "n_heads",
            "n_layers",
            "max_ngram",
            "ngram_rows",
        ):
            _require_count(name, getattr(self, name), at_least=1)
        for name, usual in (("d_ff", 4 * self.width), ("n_kv_heads", self.n_heads)):
            _require_count(name, getattr(self, name), at_least=0)
            object.__setattr__(self, name, getattr(self, name) or usual)
        for name, choices in (("positions", Positions), ("norm", Norm), ("activation", Activation)):
            _require_choice(name, getattr(self, name), get_args(choices))
        self._require_fitting_heads()
        self._require_even_widths()
        self._require_ranges()

    @property
    def head_width(self) -> int:
        """K, the width of one head."""
        return self.width // self.n_heads

    def _require_fitting_heads(self) -> None:
        if self.width % self.n_heads:
            below, above = (
                self.width // self.n_heads * self.n_heads,
                -(-self.width // self.n_heads) * self.n_heads,
            )
            near = f"{below} or {above}" if below else f"{above}"
            raise ValueError(
                f"n_heads must divide width, got width={self.width} and n_heads={self.n_heads}. Take width={near}, "
                "or another number of heads."
            )
        if self.n_heads % self.n_kv_heads:
            raise ValueError(
                f"n_kv_heads must divide n_heads, got n_heads={self.n_heads} and n_kv_heads={self.n_kv_heads}. Take "
                "n_kv_heads=1, or leave it out."
            )

    def _require_even_widths(self) -> None:
        if self.positions == "sinusoidal" and self.width % 2:
            raise ValueError(
                f"width must be even with sinusoidal positions, a sine beside each cosine, got {self.width}. Take "
                f"width={self.width + 1}, or positions='learned'."
            )
        if self.positions == "rotary" and self.head_width % 2:
            raise ValueError(
                f"width / n_heads must be even with rotary positions, which turn pairs, got {self.width} / {self.n_heads}"
                f" = {self.head_width}. Take width={(self.head_width + 1) * self.n_heads}, or other positions."
            )

    def _require_ranges(self) -> None:
        for name in ("dropout", "ngram_dropout"):
            if not 0 <= getattr(self, name) < 1:
                raise ValueError(
                    f"{name} must be at least 0 and below 1, got {getattr(self, name)}. 0 switches it off."
                )
        for name in ("norm_eps", "rotary_base"):
            if not getattr(self, name) > 0:
                raise ValueError(
                    f"{name} must be above 0, got {getattr(self, name)}. Leave it out for the usual one."
                )


def _require_count(name: str, value: object, *, at_least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
        raise ValueError(f"{name} must be a whole number of at least {at_least}, got {value!r}. Give one.")


def _require_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, choices))}, got {value!r}.")
