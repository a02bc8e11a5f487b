"""What a request costs."""


def count_tokens_cost(
    input_tokens: int, output_tokens: int, input_price: float, output_price: float
) -> float:
    """Price one request in dollars.

    Providers charge for what they read and for what they write at two prices,
    each per million tokens. Writing is the dearer one: tokens are read all at
    once, but written one after the other.

    Parameters
    ----------
    input_tokens : int
        Tokens read: the system message, the whole history and the question.
    output_tokens : int
        Tokens written: the answer.
    input_price, output_price : float
        Dollars per million tokens.

    Returns
    -------
    float
        Dollars, not rounded.
    """
    return (input_tokens * input_price + output_tokens * output_price) / 1_000_000
