"""Every reader on the real files, held against what is known of them. Skipped where the files are not."""

import gzip
import struct

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand import data
from firsthand.data.sets.mnist import read_idx
from firsthand.data.sets.rotten_tomatoes import read as read_sentences
from firsthand.errors import FirsthandError


@pytest.fixture
def load(originals, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_DATA", str(originals))

    def one(name):
        if not (originals / name).is_dir():
            pytest.skip(f"no {name} in {originals}")
        loaded = data.load(name)
        assert loaded.source == f"{name} from FIRSTHAND_DATA ({originals / name})"
        return loaded

    return one


def test_mnist(load):
    mnist = load("mnist")
    assert mnist.train_images.shape == (60_000, 28, 28)
    assert mnist.test_images.shape == (10_000, 28, 28)
    assert_allclose(mnist.train_images.mean() / 255, 0.1307, atol=5e-5)
    assert_allclose(mnist.train_images.std() / 255, 0.3081, atol=5e-5)
    assert mnist.train_labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.bincount(mnist.test_labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def test_california_housing_has_scikit_learns_columns(load):
    table = load("california_housing")
    assert table.X.shape == (20_640, 8)
    assert table.features[:3] == ("MedInc", "HouseAge", "AveRooms")
    # The first row as scikit-learn's own documentation of the set prints it.
    assert_allclose(
        table.X[0], [8.3252, 41.0, 6.98412698, 1.02380952, 322.0, 2.55555556, 37.88, -122.23], rtol=1e-8
    )
    assert_allclose(table.y[:3], [4.526, 3.585, 3.521])
    assert_allclose(table.y.mean(), 2.06856, atol=1e-5)


def test_rotten_tomatoes_in_its_usual_split(load):
    reviews = load("rotten_tomatoes")
    for part, size in ((reviews.train, 8_530), (reviews.validation, 1_066), (reviews.test, 1_066)):
        assert len(part.texts) == len(part.labels) == size
        assert part.labels.mean() == 0.5
        assert part.labels[0] == 1
        assert part.labels[-1] == 0
    assert reviews.train.texts[0].startswith("the rock is destined to be the 21st century's new")
    every = [text for part in (reviews.train, reviews.validation, reviews.test) for text in part.texts]
    assert all(text and text == text.strip() for text in every)


def test_tiny_shakespeare(load):
    text = load("tiny_shakespeare").text
    assert len(text) == 1_115_394
    assert len(set(text)) == 65
    assert text.startswith("First Citizen:\nBefore we proceed")


def test_names(load):
    words = load("names").words
    assert len(words) == 32_033
    assert set("".join(words)) == set("abcdefghijklmnopqrstuvwxyz")


def test_movielens(load):
    films = load("movielens-100k")
    assert films.ratings.shape == (100_000, 4)
    assert_allclose(films.ratings[:, 2].mean(), 3.52986)
    assert len(np.unique(films.ratings[:, 0])) == len(films.ages) == len(films.occupations) == 943
    assert len(np.unique(films.ratings[:, 1])) == len(films.titles) == 1_682
    assert films.titles[0] == "Toy Story (1995)"
    assert films.genres.shape == (1_682, len(films.genre_names)) == (1_682, 19)
    assert [films.genre_names[i] for i in np.flatnonzero(films.genres[0])] == [
        "Animation",
        "Children's",
        "Comedy",
    ]
    assert films.titles[542] == "Misérables, Les (1995)"
    every = {tuple(row) for row in films.ratings}
    for train, test in films.folds:
        assert (len(train), len(test)) == (80_000, 20_000)
        assert {tuple(row) for row in train} | {tuple(row) for row in test} == every
    assert np.concatenate([test for _, test in films.folds])[:, :2].shape == (100_000, 2)


def test_titanic(load):
    columns = load("titanic").columns
    assert len(columns) == 12
    assert {len(values) for values in columns.values()} == {891}
    assert columns["Survived"].sum() == 342
    assert np.isnan(columns["Age"]).sum() == 177
    assert columns["Name"][0] == "Braund, Mr. Owen Harris"
    assert (columns["Embarked"] == "").sum() == 2


def test_cranfield(load):
    cranfield = load("cranfield")
    assert len(cranfield.titles) == len(cranfield.texts) == 1_400
    assert len(cranfield.queries) == len(cranfield.relevant) == 225
    assert {grade for grades in cranfield.relevant for grade in grades.values()} == {1, 2, 3, 4}
    assert all(cranfield.relevant)
    assert cranfield.queries[0].startswith(
        "what similarity laws must be obeyed when constructing aeroelastic models"
    )
    assert 183 in cranfield.relevant[0]


def test_cranfields_judgements_are_joined_by_position(load):
    """By position, judged abstracts share words with their query; joined by number they would not."""
    cranfield = load("cranfield")

    def shared(shift):
        return np.mean(
            [
                len(set(query.split()) & set(cranfield.texts[abstract].split())) / len(set(query.split()))
                for i, query in enumerate(cranfield.queries)
                for abstract in cranfield.relevant[(i + shift) % 225]
            ]
        )

    assert shared(0) > shared(37) + 0.1


def idx(path, shape, values, head=b"\x00\x00\x08"):
    content = head + bytes([len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + bytes(values)
    path.write_bytes(gzip.compress(content))
    return path


def test_an_idx_file_is_read_in_its_own_shape(tmp_path):
    path = idx(tmp_path / "x.gz", (2, 1, 3), range(6))
    assert read_idx(path).tolist() == [[[0, 1, 2]], [[3, 4, 5]]]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda p: idx(p, (2, 3), range(5)), "promises 2 × 3 values and holds 5 bytes"),
        (lambda p: idx(p, (2, 3), range(7)), "promises 2 × 3 values and holds 7 bytes"),
        (lambda p: idx(p, (6,), range(6), b"\x00\x00\x0d"), "is not an idx file of bytes"),
        (lambda p: p.write_bytes(gzip.compress(b"\x00\x00\x08\x03\x00\x00")), "is not an idx file of bytes"),
        (lambda p: p.write_bytes(gzip.compress(b"")), "is not an idx file of bytes"),
        (lambda p: p.write_bytes(gzip.compress(bytes(1000))[:-12]), "is truncated or not gzip"),
        (lambda p: p.write_bytes(b"<html>"), "is truncated or not gzip"),
    ],
    ids=["short", "long", "floats", "half a head", "empty", "cut gzip", "a web page"],
)
def test_a_damaged_idx_file_is_refused_by_name(tmp_path, damage, message):
    damage(tmp_path / "x-ubyte.gz")
    with pytest.raises(FirsthandError, match=rf"x-ubyte\.gz {message}"):
        read_idx(tmp_path / "x-ubyte.gz")


def test_a_byte_that_python_takes_for_a_line_end_ends_no_sentence(tmp_path):
    for end, word in (("pos", "good"), ("neg", "bad")):
        (tmp_path / f"rt-polarity.{end}").write_bytes(
            "".join(f"{word} \x85 film {i} \n" for i in range(10)).encode("latin-1")
        )
    split = read_sentences(tmp_path, "made")
    assert [len(part.texts) for part in (split.train, split.validation, split.test)] == [16, 2, 2]
    assert split.test.texts == ("good \x85 film 9", "bad \x85 film 9")
