"""Exports made to hurt: each is a function of the names and bytes of a sound export, or of its finished file.

`REFUSED` ones must be refused in a sentence and change nothing; of `PARTLY` ones the odd part is left out or harmless.
"""

import bz2
import io
import json
import lzma
import sqlite3
import stat
import struct
import tempfile
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import damages

MANIFEST = "firsthand.json"


def packed(content, method=zipfile.ZIP_DEFLATED):
    """A zip file of these names and bytes; a name may be a ZipInfo, and may come twice."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in content.items() if isinstance(content, dict) else content:
            archive.writestr(name, data)
    return held.getvalue()


def with_files(**files):
    """The sound export with other or more files; `__` in a name is a slash."""
    return lambda content: packed(
        {**content, **{name.replace("__", "/"): data for name, data in files.items()}}
    )


def with_file(name, data=b"evil"):
    return lambda content: packed({**content, name: data})


def with_manifest(data):
    return with_file(MANIFEST, data)


def with_progress(*statements):
    """The progress file of the export after these statements."""
    return lambda content: packed(
        {**content, "progress.sqlite": after(content["progress.sqlite"], statements)}
    )


def after(database, statements):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "progress.sqlite"
        path.write_bytes(database)
        with closing(sqlite3.connect(path)) as connection:
            for statement in statements:
                connection.execute(*statement if isinstance(statement, tuple) else (statement,))
            connection.commit()
        return path.read_bytes()


def damaged(how):
    def do(content):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "progress.sqlite"
            path.write_bytes(content["progress.sqlite"])
            damages.damage(path, how)
            return packed({**content, "progress.sqlite": path.read_bytes()})

    return do


def link(name, target):
    def do(content):
        info = zipfile.ZipInfo(name)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        return packed([*content.items(), (info, target)])

    return do


def twice(name):
    def do(content):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            for one, data in [*content.items(), (name, b"first")]:
                archive.writestr(one, data)
            info = zipfile.ZipInfo(name.replace(".py", ".pY"))
            archive.writestr(info, b"second")
        return held.getvalue().replace(b".pY", b".py")

    return do


def by_method(method, data):
    def do(content):
        info = zipfile.ZipInfo("answers/dot.py")
        info.compress_type = method
        return packed([*[pair for pair in content.items() if pair[0] != "answers/dot.py"], (info, data)])

    return do


def patched(change):
    """The finished file with its bytes changed."""
    return lambda content: change(bytearray(packed(content)))


def at_end(offset, code, value):
    """Another number in the record at the end of the file."""

    def change(data):
        struct.pack_into(code, data, data.rindex(b"PK\x05\x06") + offset, value)
        return bytes(data)

    return patched(change)


def in_list(offset, code, value):
    """Another number in the first entry of the list of names."""

    def change(data):
        struct.pack_into(code, data, data.index(b"PK\x01\x02") + offset, value)
        return bytes(data)

    return patched(change)


def lying_size(content):
    """A bomb that says it is small, in its own head and in the list of names."""
    name = b"answers/matvec.py"
    data = bytearray(packed({**content, name.decode(): b"0" * 5_000_000}))
    head, entry = data.index(name) - 30, data.rindex(name) - 46
    struct.pack_into("<I", data, head + 22, 10)
    struct.pack_into("<I", data, entry + 24, 10)
    return bytes(data)


def overlapping(content):
    """Many names for one stretch of the file."""
    data = packed({**content, "answers/matvec.py": b"0" * 900_000})
    start = data.index(b"PK\x01\x02")
    end = data.rindex(b"PK\x05\x06")
    at = data.rindex(b"PK\x01\x02", 0, end)
    entry = data[at:end]
    extra = b"".join(
        entry.replace(b"answers/matvec.py", b"answers/m%05d.py" % number) for number in range(5000)
    )
    count = struct.unpack_from("<H", data, end + 8)[0] + 5000
    tail = bytearray(data[end:])
    struct.pack_into("<HHII", tail, 8, count, count, end - start + len(extra), start)
    return data[:end] + extra + bytes(tail)


def many_names(number):
    def do(content):
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as archive:
            for name, data in content.items():
                archive.writestr(name, data)
            for one in range(number):
                archive.writestr(f"history/dot/{one}-20260101T000000Z.py", b"x")
        return held.getvalue()

    return do


def notebook(*cells):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


EVIL = "<img src=x onerror=alert(1)>"
CODE = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "source": "1"}
RECURSIVE = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"

NAMES = ["../evil.py", "../../../../etc/evil", "/etc/evil", "answers/../../evil.py", "answers\\evil.py", "..\\evil.py", "C:/evil.py", "C:evil.py",
         "//server/share/evil.py", "answers/", "answers/.py", "answers/..py", "answers/a.b.py", "answers/dot.py/x", "answers/do\nt.py", "answers/dot.py ",
         "answers/dot.pyc", "answers/dot .py", "answers/dót.py", "answers/‮dot.py", "answers/-rf.py", "answers/9dot.py", f"answers/{'a' * 81}.py",
         f"answers/{'a' * 60_000}.py", "answers/sub/dot.py", "history/dot/0001.py", "history/dot/x-20260101T000000Z.py", "history/../dot/1-20260101T000000Z.py",
         f"history/dot/{'9' * 200}-20260101T000000Z.py", "notebooks/x/../y.ipynb", "notebooks/foundations/..", "notebooks/foundations/.hidden.ipynb",
         "notebooks/foundations/evil.py", f"notebooks/foundations/{'n' * 300}.ipynb", ".firsthand/token", "token", "progress.sqlite-wal", "progress.sqlite-journal",
         "server.json", ".git/hooks/post-checkout", "nul\x00name.py", "ANSWERS/dot.py", "work.zip"]  # fmt: skip

REFUSED = {f"the name {name[:40]!r}": with_file(name) for name in NAMES} | {
    "a zip in the zip": lambda content: packed({**content, "inner.zip": packed(content)}),
    "a link to a secret": link("answers/matvec.py", "../../../../etc/passwd"),
    "a link as a folder": link("answers/matvec.py", "/tmp"),
    "one name twice": twice("answers/matvec.py"),
    "two names that are one elsewhere": with_files(**{"answers__abc.py": b"a", "answers__ABC.py": b"b"}),
    "an answer of 450 MB": with_file("answers/matvec.py", b"0" * 450_000_000),
    "an answer of 2 MB": with_file("answers/matvec.py", b"0" * 2_000_000),
    "a version of 2 MB": with_file("history/dot/1-20260101T000000Z.py", b"0" * 2_000_000),
    "a notebook of 40 MB": with_file("notebooks/foundations/vectors.ipynb", b" " * 40_000_000),
    "a progress of 70 MB": with_file("progress.sqlite", b"\0" * 70_000_000),
    "a manifest of 1 MB": with_manifest(b'{"format": 1, "x": "' + b"x" * 1_000_000 + b'"}'),
    "300 answers of 0.9 MB": with_files(**{f"answers__a{number}.py": b"0" * 900_000 for number in range(300)}),
    "a bomb that says it is small": lying_size,
    "5,000 names for one stretch": overlapping,
    "25,000 versions": many_names(25_000),
    "bzip2": by_method(zipfile.ZIP_BZIP2, b"0" * 100_000),
    "lzma": by_method(zipfile.ZIP_LZMA, b"0" * 100_000),
    "a method nobody knows": in_list(10, "<H", 97),
    "a password asked for": in_list(8, "<H", 1),
    "a list of names without end": at_end(12, "<I", 0x7FFFFFFF),
    "a list of names elsewhere": at_end(16, "<I", 0x7FFFFFFF),
    "a list of names of no length": at_end(12, "<I", 0),
    "an entry beyond the file": in_list(42, "<I", 0x7FFFFFFF),
    "a length without end": in_list(24, "<I", 0xFFFFFFFE),
    "a packed length without end": in_list(20, "<I", 0x7FFFFFFF),
    "another checksum": in_list(16, "<I", 1),
    "cut short": lambda content: packed(content)[:-300],
    "cut in half": lambda content: packed(content)[: len(packed(content)) // 2],
    "only its end": lambda content: packed(content)[-22:],
    "noise before it and its end cut": lambda content: (b"\xff" * 999 + packed(content))[:-10],
    "a flipped byte": patched(lambda data: bytes(data[:300]) + bytes([data[300] ^ 0xFF]) + bytes(data[301:])),
    "empty": lambda content: b"",
    "a text": lambda content: b"my notes" * 100,
    "a gzip": lambda content: b"\x1f\x8b\x08\x00" + zlib.compress(b"x" * 999),
    "a bzip2 stream": lambda content: bz2.compress(packed(content)),
    "an xz stream": lambda content: lzma.compress(packed(content)),
    "a database": lambda content: content["progress.sqlite"],
    "an empty zip": lambda content: packed({}),
    "no manifest": lambda content: packed({name: data for name, data in content.items() if name != MANIFEST}),
    "a manifest that is a list": with_manifest(b"[]"),
    "a manifest that is no JSON": with_manifest(b"{"),
    "a manifest that is no text": with_manifest(b"\xff\xfe\x00"),
    "a manifest nested without end": with_manifest(b"[" * 9_000),
    "a manifest with a number without end": with_manifest(b'{"format": ' + b"9" * 9_000 + b"}"),
    "a manifest of a future form": with_manifest(b'{"format": 2}'),
    "a manifest of the form true": with_manifest(b'{"format": true}'),
    "a manifest of the form 1.0": with_manifest(b'{"format": 1.0}'),
    "a manifest of the form NaN": with_manifest(b'{"format": NaN}'),
    "a manifest of the form -1": with_manifest(b'{"format": -1}'),
    "an empty manifest": with_manifest(b""),
    "a progress that is noise": with_file("progress.sqlite", bytes(range(256)) * 40),
    "a progress that is a text": with_file("progress.sqlite", b"my notes" * 999),
    "a progress cut in half": lambda content: packed({**content, "progress.sqlite": content["progress.sqlite"][: len(content["progress.sqlite"]) // 2]}),
    "a progress that is a zip": lambda content: packed({**content, "progress.sqlite": packed(content)}),
    "a progress of a future version": with_progress("PRAGMA user_version = 99"),
    "a table too many": with_progress("CREATE TABLE notes (text)"),
    "a condition that counts for ever": with_progress("CREATE TABLE more (x CHECK (x > length(hex(zeroblob(100000000)))))"),
    "an index on what takes for ever": with_progress("CREATE INDEX slow ON attempts (length(hex(zeroblob(1000000))))"),
    "a column that is reckoned": with_progress("ALTER TABLE attempts ADD COLUMN more AS (length(hex(zeroblob(100000000))))"),
    "a view in place of attempts": with_progress("DROP TABLE attempts", f"CREATE VIEW attempts AS {RECURSIVE} SELECT x AS number, 'u' AS uuid FROM c"),
    "a trigger that deletes": with_progress("CREATE TRIGGER t AFTER UPDATE ON attempts BEGIN DELETE FROM attempts; END"),
    "a virtual table": with_progress("CREATE VIRTUAL TABLE words USING fts5(text)"),
} | {f"progress with {how}": damaged(how) for how in damages.TABLES if how != "numbers used up"}  # fmt: skip

PARTLY = {f"progress with {how}": damaged(how) for how in damages.ROWS if how != "a table that a viewer made"} | {
    "a version of the year 9999": with_file("history/dot/1-99991231T235959Z.py"),
    "a version of month 13": with_file("history/dot/1-20261301T000000Z.py"),
    "a version of hour 99": with_file("history/dot/1-20260101T990000Z.py"),
    "a version of the year 0": with_file("history/dot/1-00000101T000000Z.py"),
    "a version that is no text": with_file("history/dot/1-20260101T000000Z.py", b"\xff\xfe\x00"),
    "a notebook that is no JSON": with_file("notebooks/foundations/vectors.ipynb", b"{"),
    "a notebook nested without end": with_file("notebooks/foundations/vectors.ipynb", b"[" * 100_000),
    "a notebook that is a list": with_file("notebooks/foundations/vectors.ipynb", b"[]"),
    "a notebook of version 3": with_file("notebooks/foundations/vectors.ipynb", b'{"nbformat": 3, "worksheets": []}'),
    "a notebook whose cells are numbers": with_file("notebooks/foundations/vectors.ipynb", notebook(1, 2)),
    "a notebook with a script in an output": with_file("notebooks/foundations/vectors.ipynb", notebook({**CODE, "outputs": [
        {"output_type": "display_data", "data": {"text/html": EVIL}, "metadata": {}}]})),
    "a notebook with data that is a text": with_file("notebooks/foundations/vectors.ipynb", notebook({**CODE, "outputs": [{"output_type": "display_data", "data": EVIL}]})),
    "a notebook with a verdict": with_file("notebooks/foundations/vectors.ipynb", notebook({**CODE, "outputs": [
        {"output_type": "display_data", "data": {"application/vnd.firsthand.result+json": {"says": EVIL}, "text/html": EVIL}, "metadata": {}}]})),
    "an answer that is no text": with_file("answers/matvec.py", b"\xff\xfe\x00"),
    "an answer of an exercise nobody knows": with_file("answers/nobody.py", b"x = 1\n"),
    "a verdict that is HTML": with_progress(damages.attempt(exercise="dot", result=damages.changed(damages.GOOD, outcome="wrong value", message=EVIL, advice=EVIL, cell=EVIL))),
    "numbers used up": with_progress("UPDATE attempts SET number = 4611686018427387904"),
    "a comment of 60,000 bytes": lambda content: commented(packed(content)),
    "noise before it": lambda content: b"\xff" * 999 + packed(content),
}  # fmt: skip


def commented(data):
    held = io.BytesIO(data)
    with zipfile.ZipFile(held, "a") as archive:
        archive.comment = b"c" * 60_000
    return held.getvalue()
