"""How many numbers a GPT learns."""


def count_parameters(
    vocabulary_size: int, width: int, n_layers: int, d_ff: int, tied_head: bool = False
) -> int:
    """Count the numbers that a GPT learns, from its sizes alone.

    It has an embedding (a row of `width` for each token of the vocabulary);
    positions that are computed and not learned; in each layer an attention
    (three matrices for queries, keys and values and one for the output, width
    by width each), a feed-forward layer (to d_ff and back) and two layer
    norms (gain and bias); a last layer norm; and a head, which scores each
    token of the vocabulary. All matrices of attention, feed-forward and head
    have biases. A tied head is the embedding once more and has no bias: it
    adds nothing.

    Parameters
    ----------
    vocabulary_size, width, n_layers, d_ff : int
    tied_head : bool, default=False

    Returns
    -------
    int
    """
    attention = 4 * (width * width + width)
    feed_forward = (width * d_ff + d_ff) + (d_ff * width + width)
    norm = 2 * width
    embedding = vocabulary_size * width
    head = 0 if tied_head else width * vocabulary_size + vocabulary_size
    return embedding + n_layers * (attention + feed_forward + 2 * norm) + norm + head
