"""What a reply answers, in one form."""

import re

from firsthand.llm.basics.prompting import majority_answer


def final_answer(reply: str) -> str | None:
    """Read the answer of a reply that was told to end with a line `Answer: ...`.

    The last such line counts: a model that doubts itself writes another. Stars around it, which make it bold, are
    left out.

    Parameters
    ----------
    reply : str

    Returns
    -------
    str or None
        None when there is no such line, or nothing on it.
    """
    found = re.findall(r"^[\s*#>]*answer[*\s]*:(.*)$", reply, flags=re.IGNORECASE | re.MULTILINE)
    return (found[-1].strip(" \t\r*") or None) if found else None


def canonical(answer: str | None) -> str | None:
    """Bring an answer into the form in which answers are compared: "$12.00" and "12" are one, and so are "Yes." and "yes".

    Parameters
    ----------
    answer : str or None

    Returns
    -------
    str or None
        A number without currency sign, thousands separators and idle zeros; anything else as `majority_answer` gives it.
    """
    form = majority_answer([answer])
    number = re.fullmatch(r"[$€£]?\s*(-?[\d,]*\.?\d+)\s*(?:[$€£]|dollars?|euros?|pounds?)?", form or "")
    if number is None:
        return form
    return f"{float(number[1].replace(',', '')):.12g}"
