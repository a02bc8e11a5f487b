"""Understanding single values: numbers and dates as people write them. Row by row, nothing is learned."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import pandas as pd

Decimal = Literal[".", ","]
MAX_NUMBER = 1e100  # anything larger is an error of writing, and its square would not be a number
UNITS = r"[€$£¥₹%\s\u00a0\u202f'’]|\b(?:EUR|USD|GBP|CHF)\b"
# Thousands in threes, or in the Indian way: the last three, then twos.
ENGLISH = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:,\d{2})*,\d{3}|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?"
CONTINENTAL = r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d*)?(?:[eE][+-]?\d+)?"
# The ways to write a day, and a time after it. The first that reads most values wins.
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%m-%d-%Y",
        "%d %b %Y", "%d %B %Y", "%d. %b %Y", "%d. %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d.%m.%y", "%m/%d/%y",
        "%d/%m/%y", "%Y%m%d")  # fmt: skip
TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
LOOKS_LIKE_A_DATE = (
    r"(?:\d{1,4}[-./ ]{1,2}\w{1,9}[-./ ]{1,2}\d{1,4}|[A-Za-z]{3,9} \d{1,2}, \d{4}|(?:19|20)\d{6})(?!\d).*"
)
OR = "|"  # between the forms of a column that is written in two
SWAPPED = {"%m/%d": "%d/%m", "%d/%m": "%m/%d", "%m-%d": "%d-%m", "%d-%m": "%m-%d"}
DURATION = r"(?P<sign>[+-]?)(?P<hours>\d+):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d(?:\.\d+)?)"
MONTHS = {"januar": "January", "jänner": "January", "februar": "February", "märz": "March", "mrz": "Mar", "mär": "Mar",
          "mai": "May", "juni": "June", "juli": "July", "oktober": "October", "okt": "Oct", "dezember": "December",
          "dez": "Dec"}  # fmt: skip
GERMAN_MONTH = re.compile(rf"\b(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)


def as_text(values: pd.Series) -> pd.Series:
    """Values as text, missing ones as NaN; 3.0 in a column of whole numbers is "3", whatever its type."""
    if pd.api.types.is_bool_dtype(values) or not pd.api.types.is_numeric_dtype(values):
        return values.astype("str").where(values.notna())
    numbers = values.astype(np.float64)
    whole = bool((numbers.dropna() % 1 == 0).all()) and bool((numbers.dropna().abs() < 2**53).all())
    text = numbers.astype("Int64").astype("str") if whole else numbers.astype("str")
    return text.astype("str").where(numbers.notna())


def as_number(values: pd.Series, decimal: Decimal = ".") -> pd.Series:
    """Values as floats; what is no number, infinite or above 1e100 becomes NaN.

    Reads 1,234.50 (with decimal="," 1.234,50), signs before or behind,
    (1,234.50) as accountants write what is owed, exponents, currencies and
    percent signs; the unit is dropped. A duration such as 6:50:00 is read as
    its seconds.
    """
    if pd.api.types.is_numeric_dtype(values):
        numbers = values.astype(np.float64)
    else:
        text = values.astype("str").where(values.notna())
        numbers = pd.to_numeric(text, errors="coerce").astype(np.float64)
        if decimal == "," or bool((numbers.isna() & text.notna()).any()):
            numbers = pd.to_numeric(_plain(text, decimal), errors="coerce").astype(np.float64)
            numbers = numbers.where(numbers.notna(), _seconds(text))
    return numbers.where(numbers.abs() <= MAX_NUMBER)


def _plain(text: pd.Series, decimal: Decimal) -> pd.Series:
    bare = text.str.replace(UNITS, "", regex=True).str.replace("[−–]", "-", regex=True)
    bare = bare.str.replace(r"^\((.*\d.*)\)$", r"-\1", regex=True).str.replace(
        r"^(.*\d)-$", r"-\1", regex=True
    )
    bare = bare.where(
        bare.str.fullmatch(ENGLISH if decimal == "." else CONTINENTAL).fillna(value=False).astype(bool)
    )
    if decimal == ".":
        return bare.str.replace(",", "", regex=False)
    return bare.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)


def _seconds(text: pd.Series) -> pd.Series:
    """Durations written as hours, minutes and seconds, in seconds; what is none becomes NaN."""
    if not text.str.contains(":", regex=False).fillna(value=False).any():
        return pd.Series(np.nan, index=text.index)
    parts = text.str.strip().str.extract(rf"^{DURATION}$")
    hours, minutes, seconds = (pd.to_numeric(parts[name]) for name in ("hours", "minutes", "seconds"))
    return (3600 * hours + 60 * minutes + seconds) * np.where(parts["sign"] == "-", -1.0, 1.0)


def is_duration(values: pd.Series) -> bool:
    """Whether the first values are durations such as 6:50:00."""
    return bool(values.dropna().head(20).astype("str").str.strip().str.fullmatch(DURATION).all())


def find_decimal(values: pd.Series) -> tuple[Decimal, float]:
    """Say whether a point or a comma begins the decimals, and what share of the values then are numbers."""
    shares: dict[Decimal, float] = {
        sign: float(as_number(values, sign).notna().mean()) for sign in (".", ",")
    }
    best: Decimal = "," if shares[","] > shares["."] else "."
    return best, shares[best]


def as_date(values: pd.Series, form: str) -> pd.Series:
    """Values as days and times, written in the given form ("" for any ISO form); others become NaT.

    A column that is written in two forms has both, with | between them.
    """
    if pd.api.types.is_datetime64_any_dtype(values):
        found = pd.Series(values)
        return found.dt.tz_localize(None) if found.dt.tz is not None else found
    text = _in_english(as_text(values).str.strip())
    first, *others = (_dates(text, one) for one in form.split(OR))
    for other in others:
        first = first.where(first.notna(), other)
    return first


def _dates(text: pd.Series, form: str) -> pd.Series:
    found = pd.to_datetime(text, format=form or "ISO8601", errors="coerce", utc=not form)
    return found.dt.tz_localize(None) if found.dt.tz is not None else found


def _in_english(text: pd.Series) -> pd.Series:
    """Months with German names by their English ones."""
    if not text.str.contains(GERMAN_MONTH).fillna(value=False).any():
        return text
    return text.str.replace(GERMAN_MONTH, lambda found: MONTHS[found[0].lower()], regex=True)


def find_date_form(values: pd.Series) -> tuple[str, float]:
    """Name the form in which most of the values are dates, and their share; "" is ISO 8601.

    Where a second form reads most of the rest, both are named, with | between them.
    """
    text = _in_english(values.astype("str").str.strip())
    if text.str.fullmatch(LOOKS_LIKE_A_DATE).mean() < 0.5:
        return "", 0.0
    first, share = _best_form(text)
    rest = text[as_date(text, first).isna()]
    if share == 1.0 or not len(rest):
        return first, share
    second, of_rest = _best_form(rest)
    if of_rest < 0.5 or len(rest) < 2:
        return first, share
    form = f"{first}{OR}{second}"
    return form, float(as_date(text, form).notna().mean())


def is_ambiguous(values: pd.Series, form: str) -> bool:
    """Whether day and month could be exchanged: every value is a date in the other order too."""
    one = form.split(OR)[-1]
    swapped = next((one.replace(order, other) for order, other in SWAPPED.items() if order in one), "")
    if not swapped:
        return False
    text = values.astype("str").str.strip()
    return bool(_dates(text[_dates(text, one).notna()], swapped).notna().all())


def _best_form(text: pd.Series) -> tuple[str, float]:
    best, share = "", float(as_date(text, "").notna().mean())
    for form in (day + time for time in TIMES for day in DAYS):
        if share == 1.0:
            break
        found = float(as_date(text, form).notna().mean())
        if found > share:
            best, share = form, found
    return best, share


def spoken(form: str) -> str:
    """A date form as people write it: "%d.%m.%Y" is "DD.MM.YYYY"."""
    form = " or ".join(one or "YYYY-MM-DD" for one in form.split(OR))
    signs = {"%d": "DD", "%m": "MM", "%Y": "YYYY", "%y": "YY", "%b": "Mon", "%B": "Month", "%H": "hh", "%I": "hh",
             "%M": "mm", "%S": "ss", "%p": "AM"}  # fmt: skip
    for sign, letters in signs.items():
        form = form.replace(sign, letters)
    return form
