"""Damages of a progress file: each makes one of a sound file, which holds a pass of `dot` and a hint of `norm`."""

import json
import os
import sqlite3
import time
from contextlib import closing

from firsthand.course.grading.result import Result
from firsthand.course.workspace.progress import Progress

GOOD = Result("dot", "passed", "said", checked=("all",)).to_json()
FAR = 10**18  # seconds: beyond any calendar


def sound(path):
    """A progress file as Firsthand writes it."""
    progress = Progress(path)
    progress.record(Result("dot", "passed", "said", checked=("all",)), "x", "page")
    progress.hint_seen("norm", 1)
    progress.close()


def attempt(**other):
    """A row beside the good one; it would be a failed attempt of `norm`, were nothing odd about it."""
    row = {
        "uuid": "odd",
        "exercise": "norm",
        "outcome": "wrong value",
        "source": "a" * 64,
        "front_end": "page",
        "at": time.time(),
        "result": Result("norm", "wrong value", "said").to_json(),
    } | other
    return (
        f"INSERT INTO attempts ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
    )


def event(**other):
    row = {"uuid": "odd", "kind": "hint", "subject": "norm", "n": 1, "at": time.time()} | other
    return (
        f"INSERT INTO events ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        tuple(row.values()),
    )


def changed(text, **fields):
    return json.dumps(json.loads(text) | fields)


def loosened(table, insert):
    """A row that breaks the table's promises, which are taken off for it and put back."""
    there, back = ("' NOT NULL', ' /**/'", "' /**/', ' NOT NULL'")
    declare = "UPDATE sqlite_master SET sql = replace(sql, {}) WHERE name = '" + table + "'"
    open_up = ("PRAGMA writable_schema = ON", ())
    return [open_up, (declare.format(there), ()), AGAIN, (insert, ()), open_up, (declare.format(back), ())]


AGAIN = ("", ())  # the file is opened anew: only then is what was declared read again


# One bad row: the rest of the file stands.
ROWS = {
    "a result of an older form": [attempt(result='{"exercise": "norm", "outcome": "wrong value"}')],
    "a result of a newer form": [attempt(result=changed(GOOD, exercise="norm", outcome="brilliant"), outcome="brilliant")],
    "a result with fields of other kinds": [attempt(result=changed(GOOD, exercise="norm", outcome="wrong value", tried="many", checked=7))],
    "a result that is no JSON": [attempt(result="{")],
    "a result that is a list": [attempt(result="[]")],
    "a result nested without end": [attempt(result="[" * 100_000)],
    "a result with numbers without end": [attempt(result='{"exercise": "norm", "outcome": "wrong value", "says": "", "tried": 1e999}')],
    "a result that is a blob": [attempt(result=b"\x00\xff\xfe" * 99)],
    "a result that is no UTF-8": [("INSERT INTO attempts (uuid, exercise, outcome, source, front_end, at, result) "
                                   "VALUES ('odd', 'norm', 'passed', 'a', 'page', 1e9, CAST(x'7bff7d' AS TEXT))", ())],
    "an id that is no UTF-8": [("INSERT INTO events (uuid, kind, subject, n, at) VALUES ('odd', 'lesson', CAST(x'ff41' AS TEXT), 0, 1e9)", ())],
    "a time that is a text": [attempt(at="yesterday")],
    "a time beyond the calendar": [attempt(at=FAR), event(at=FAR)],
    "a time before the calendar": [attempt(at=-FAR), event(at=-FAR)],
    "a time without end": [attempt(at=float("inf")), event(kind="solution", at=float("inf"))],
    "a time that is a blob": [event(kind="solution", at=b"\x01\x02")],
    "a solution seen beyond the calendar": [event(kind="solution", at=253402300799)],
    "a hint count that is no number": [event(n="three")],
    "a hint count that is huge": [event(n=2**62)],
    "a hint count that is negative": [event(n=-5)],
    "a hint count that is no whole number": [event(n=2.5)],
    "an outcome nobody knows": [attempt(outcome="<b>won</b>")],
    "an outcome other than its result's": [attempt(outcome="passed")],
    "an exercise that is a blob": [attempt(exercise=b"dot")],
    "an exercise of a million letters": [attempt(exercise="x" * 1_000_000)],
    "a lesson nobody knows": [event(kind="lesson", subject="<script>alert(1)</script>", n=0)],
    "an event nobody knows": [event(kind="party")],
    "a row full of NULL": loosened("attempts", "INSERT INTO attempts (number) VALUES (77)"),
    "an event full of NULL": loosened("events", "INSERT INTO events (number, kind) VALUES (77, 'hint')"),
    "a table that a viewer made": [("CREATE TABLE notes (text)", ())],
}  # fmt: skip

# The file as a whole is of no use: it is set aside.
TABLES = {
    "a missing table": [("DROP TABLE events", ())],
    "both tables missing": [("DROP TABLE events", ()), ("DROP TABLE attempts", ())],
    "a missing column": [("DROP INDEX attempts_by_exercise", ()), ("ALTER TABLE attempts RENAME COLUMN result TO verdict", ())],
    "a view in place of a table": [("DROP TABLE events", ()), ("CREATE VIEW events AS SELECT 1 AS number, 'u' AS uuid, 'hint' AS kind, "
                                    "'norm' AS subject, 1 AS n, 1e9 AS at", ())],
    "a view without end": [("DROP TABLE events", ()), ("CREATE VIEW events AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 "
                            "FROM c) SELECT x AS number, 'u' AS uuid, 'hint' AS kind, 'norm' AS subject, 1 AS n, 1e9 AS at FROM c", ())],
    "a trigger": [("CREATE TRIGGER forget AFTER INSERT ON attempts BEGIN DELETE FROM attempts; END", ())],
    "a version that is negative": [("PRAGMA user_version = -3", ())],
    "a version that was forgotten": [("PRAGMA user_version = 0", ())],
    "numbers used up": [("UPDATE sqlite_sequence SET seq = 9223372036854775807", ())],
}  # fmt: skip


def damage(path, how):
    """Damage the sound file at `path`."""
    if how in ROWS or how in TABLES:
        steps = (ROWS | TABLES)[how]
        while steps:
            end = steps.index(AGAIN) if AGAIN in steps else len(steps)
            with closing(sqlite3.connect(path)) as connection:
                for statement, values in steps[:end]:
                    connection.execute(statement, values)
                connection.commit()
            steps = steps[end + 1 :]
    elif how in FILES:
        FILES[how](path)


def emptied(path):
    path.write_bytes(b"")


def cut(path):
    os.truncate(path, path.stat().st_size // 2 + 100)


def noise(path):
    path.write_bytes(bytes(range(256)) * 100)


def letter(path):
    path.write_text("my notes\n" * 1000)


FILES = {"an empty file": emptied, "half a file": cut, "noise": noise, "a letter": letter}


def newer(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.commit()


def folder(path):
    path.unlink()
    path.mkdir()


# Nothing may be done to these: one is told what to do.
TOLD = {
    "a newer version": (newer, "was written by a newer Firsthand"),
    "a folder in its place": (folder, "is a folder. Move it away"),
}
