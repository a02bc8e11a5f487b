"""Workers that check answers, shared by the tests of this folder."""

import textwrap

import pytest

from firsthand.course.grading.pool import Workers


@pytest.fixture(scope="package")
def workers():
    workers = Workers(spare=1)
    yield workers
    workers.close()


@pytest.fixture
def check(workers, tmp_path):
    def check(source, seconds=20.0):
        path = tmp_path / "softmax.py"
        path.write_text(textwrap.dedent(source))
        return workers.check("softmax", path, tmp_path, seconds)

    return check
