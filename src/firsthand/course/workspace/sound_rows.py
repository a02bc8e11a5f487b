"""What a sound row of a progress file is: rows also come from other versions, other programs and other people.

Every query reads through the two views below, so a row that is not sound costs that row and nothing else.
"""

from __future__ import annotations

import sqlite3

from firsthand.course.grading.result import OUTCOMES

LATEST = 32_503_680_000  # seconds since 1970: the year 3000, which every calendar and time zone can show
MAX_RESULT_CHARACTERS = 1_000_000  # characters; a result of ours has some thousand
MAX_HINTS = 1000

_WHEN = f"typeof(at) IN ('integer', 'real') AND at BETWEEN 0 AND {LATEST}"


def _texts(*columns: str) -> str:
    return " AND ".join(f"typeof({name}) = 'text' AND length({name}) BETWEEN 1 AND 200" for name in columns)


_OUTCOMES = ", ".join(f"'{outcome}'" for outcome in OUTCOMES)
# CASE is what SQLite promises to evaluate in order: reading from what is no JSON would be an error.
_RESULT = f"""CASE WHEN typeof(result) = 'text' AND length(result) <= {MAX_RESULT_CHARACTERS} AND json_valid(result)
    THEN json_extract(result, '$.outcome') = outcome AND json_extract(result, '$.exercise') = exercise END"""


# The verdict of a row that came from elsewhere counts once the same text has passed here.
_ATTEMPTS = f"""CREATE TEMP VIEW sound_attempts AS
    SELECT number, uuid, exercise, outcome, source, front_end, at, result, imported,
        outcome = 'passed' AND (imported = 0 OR EXISTS (
            SELECT 1 FROM main.attempts AS own WHERE own.exercise = one.exercise AND own.source = one.source
            AND own.outcome = 'passed' AND own.imported = 0)) AS passed
    FROM main.attempts AS one
    WHERE {_texts("uuid", "exercise", "source", "front_end")} AND outcome IN ({_OUTCOMES})
        AND {_WHEN} AND {_RESULT}"""
_EVENTS = f"""CREATE TEMP VIEW sound_events AS SELECT number, uuid, kind, subject, n, at FROM main.events
    WHERE kind IN ('lesson', 'hint', 'solution', 'reset') AND {_texts("uuid", "subject")}
        AND typeof(n) = 'integer' AND n BETWEEN 0 AND {MAX_HINTS} AND {_WHEN}"""


def show_sound_rows(connection: sqlite3.Connection) -> None:
    """Give the connection the views ``sound_attempts`` and ``sound_events``. Text that is no UTF-8 is read all the same."""
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute(_ATTEMPTS)
    connection.execute(_EVENTS)


def unsound(connection: sqlite3.Connection) -> int:
    """How many rows the views leave out."""
    query = "SELECT (SELECT COUNT(*) FROM main.{0}) - (SELECT COUNT(*) FROM sound_{0})"
    return sum(int(connection.execute(query.format(table)).fetchone()[0]) for table in ("attempts", "events"))
