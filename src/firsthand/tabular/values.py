"""Understanding single values: numbers and dates as people write them. Row by row, nothing is learned."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

Decimal = Literal[".", ","]
LARGEST = 1e100  # anything larger is an error of writing, and its square would not be a number
UNITS = r"[€$£¥₹%\s\u00a0\u202f'’]|\b(?:EUR|USD|GBP|CHF)\b"
ENGLISH = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][+-]?\d+)?"
CONTINENTAL = r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d*)?(?:[eE][+-]?\d+)?"
# The ways to write a day, and a time after it. The first that reads most values wins.
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%m-%d-%Y",
        "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d.%m.%y", "%m/%d/%y", "%d/%m/%y")  # fmt: skip
TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p")
LOOKS_LIKE_A_DATE = r"(?:\d{1,4}[-./ ]\w{1,9}[-./ ]\d{1,4}|[A-Za-z]{3,9} \d{1,2}, \d{4})(?!\d).*"


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

    Reads 1,234.50 (with decimal="," 1.234,50), signs, exponents, currencies
    and percent signs; the unit is dropped.
    """
    if pd.api.types.is_numeric_dtype(values):
        numbers = values.astype(np.float64)
    else:
        text = values.astype("str").where(values.notna())
        numbers = pd.to_numeric(text, errors="coerce").astype(np.float64)
        if decimal == "," or bool((numbers.isna() & text.notna()).any()):
            numbers = pd.to_numeric(_plain(text, decimal), errors="coerce").astype(np.float64)
    return numbers.where(numbers.abs() <= LARGEST)


def _plain(text: pd.Series, decimal: Decimal) -> pd.Series:
    bare = text.str.replace(UNITS, "", regex=True).str.replace("−", "-", regex=False)
    bare = bare.where(
        bare.str.fullmatch(ENGLISH if decimal == "." else CONTINENTAL).fillna(value=False).astype(bool)
    )
    if decimal == ".":
        return bare.str.replace(",", "", regex=False)
    return bare.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)


def find_decimal(values: pd.Series) -> tuple[Decimal, float]:
    """Say whether a point or a comma begins the decimals, and what share of the values then are numbers."""
    shares: dict[Decimal, float] = {
        sign: float(as_number(values, sign).notna().mean()) for sign in (".", ",")
    }
    best: Decimal = "," if shares[","] > shares["."] else "."
    return best, shares[best]


def as_date(values: pd.Series, form: str) -> pd.Series:
    """Values as days and times, written in the given form ("" for any ISO form); others become NaT."""
    if pd.api.types.is_datetime64_any_dtype(values):
        found = pd.Series(values)
    else:
        text = values.astype("str").where(values.notna()).str.strip()
        found = pd.to_datetime(text, format=form or "ISO8601", errors="coerce", utc=not form)
    return found.dt.tz_localize(None) if found.dt.tz is not None else found


def find_date_form(values: pd.Series) -> tuple[str, float]:
    """Name the form in which most of the values are dates, and their share; "" is ISO 8601."""
    text = values.astype("str").str.strip()
    if text.str.fullmatch(LOOKS_LIKE_A_DATE).mean() < 0.5:
        return "", 0.0
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
    signs = {"%d": "DD", "%m": "MM", "%Y": "YYYY", "%y": "YY", "%b": "Mon", "%B": "Month", "%H": "hh", "%I": "hh",
             "%M": "mm", "%S": "ss", "%p": "AM"}  # fmt: skip
    for sign, letters in signs.items():
        form = form.replace(sign, letters)
    return form
