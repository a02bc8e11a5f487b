"""Cut a text into overlapping pieces of equal length."""


def chunk_text(text: str, size: int, overlap: int = 0) -> list[str]:
    """Cut a text into chunks of `size` words that overlap.

    Each begins with the last `overlap` words of the one before. Words are
    what white space parts; those of a chunk are joined by one space. The chunk
    that holds the last word ends the list, and may be shorter.

    Parameters
    ----------
    text : str
        A text without words gives an empty list.
    size : int
        Above 0.
    overlap : int, default=0
        From 0 to size - 1.

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If overlap is below 0, or not below size: the window would not move.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"overlap must be from 0 to size - 1 = {size - 1}, got {overlap}. Lower it.")
    words = text.split()
    # A window that would hold nothing but words of the one before is not begun.
    starts = range(0, max(len(words) - overlap, 1), size - overlap) if words else range(0)
    return [" ".join(words[start : start + size]) for start in starts]
