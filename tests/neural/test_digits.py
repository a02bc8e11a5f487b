"""Digits from picture to answer: prepared as their makers did, read as PyTorch reads, trained so that a kill loses nothing."""

import dataclasses
import json
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image

from firsthand.errors import FirsthandError
from firsthand.foundations import softmax
from firsthand.neural.digits import data, training
from firsthand.neural.digits.data import enlarged, load_digits, with_drawn_copies
from firsthand.neural.digits.picture import as_bundled, as_mnist, read_picture
from firsthand.neural.digits.reader import ModelSummary, NetworkReader, last_trained, open_reader

SEVEN = np.zeros((60, 60))
SEVEN[10:16, 15:45] = 1
for _step in range(34):
    SEVEN[16 + _step, 38 - _step // 2 : 45 - _step // 2] = 1


@pytest.fixture
def few(monkeypatch):
    """A training that takes a moment: 64 digits, 16 of them for validation."""
    whole = load_digits("digits")
    small = dataclasses.replace(
        whole, train_images=whole.train_images[:64], train_labels=whole.train_labels[:64],
        test_images=whole.test_images[:20], test_labels=whole.test_labels[:20],
    )  # fmt: skip
    monkeypatch.setattr(training, "load_digits", lambda name: small)
    monkeypatch.setattr(training, "VALIDATION", {"digits": 16, "mnist": 16})
    return small


# data ------------------------------------------------------------------------------------------------------------


def test_the_bundled_digits_come_in_two_parts_without_overlap():
    digits = load_digits("digits")
    assert (digits.size, digits.train_images.shape, digits.test_images.shape) == (
        8,
        (1437, 1, 8, 8),
        (360, 1, 8, 8),
    )
    assert digits.train_images.dtype == np.float32
    assert (digits.train_images.min(), digits.train_images.max()) == (0, 1)
    assert np.bincount(digits.test_labels).min() >= 35
    rows = {image.tobytes() for image in digits.train_images}
    assert not any(image.tobytes() in rows for image in digits.test_images)
    assert digits.source == "digits, bundled with scikit-learn"


@pytest.mark.parametrize(
    ("here", "name", "size"), [("cache", None, 28), ("to download", None, 8), ("to download", "mnist", 28)]
)
def test_mnist_is_taken_when_it_is_here_or_asked_for(monkeypatch, here, name, size):
    real = data.load
    bytes_ = np.full((3, 28, 28), 255, np.uint8)
    mnist = SimpleNamespace(
        train_images=bytes_, train_labels=np.arange(3, dtype=np.uint8), test_images=bytes_, test_labels=np.arange(3, dtype=np.uint8), source="mnist",
    )  # fmt: skip
    monkeypatch.setattr(data, "load", lambda name: mnist if name == "mnist" else real(name))
    monkeypatch.setattr(data, "describe", lambda: [SimpleNamespace(name="mnist", where=here)])
    found = load_digits(name)
    assert found.size == size
    assert found.train_images.max() == 1
    assert found.train_labels.dtype == np.int64


# pictures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prepare", [as_mnist, as_bundled])
def test_place_and_size_of_the_drawing_do_not_matter(prepare):
    there = np.roll(SEVEN, (7, -9), axis=(0, 1))
    assert_allclose(prepare(there), prepare(SEVEN), atol=1e-6)
    assert np.abs(prepare(SEVEN.repeat(3, axis=0).repeat(3, axis=1)) - prepare(SEVEN)).mean() < 0.02


@pytest.mark.parametrize("prepare", [as_mnist, as_bundled])
@pytest.mark.parametrize(
    "ink", [np.zeros((9, 9)), np.eye(1), np.ones((50, 50)), np.ones((1, 90)), np.ones((90, 1))]
)
def test_no_ink_a_dot_a_blot_and_a_line_give_finite_pictures(prepare, ink):
    picture = prepare(ink)
    assert np.all((picture >= 0) & (picture <= 1))
    assert picture.any() == ink.any()


def test_as_mnist_centres_the_mass_of_20_pixels():
    picture = as_mnist(SEVEN)
    inked = np.argwhere(picture > 0.3)
    assert (np.ptp(inked, axis=0) + 1).max() == 20
    for axis in (0, 1):
        assert_allclose(picture.sum(axis=1 - axis) @ np.arange(28) / picture.sum(), 14, atol=0.55)


def test_an_mnist_digit_stays_as_it_is():
    once = as_mnist(SEVEN)
    assert_allclose(as_mnist(once), once, atol=1e-6)


def test_as_bundled_fills_eight_rows_bold_and_upright():
    picture = as_bundled(SEVEN)
    assert picture[0].any()
    assert picture[7].any()
    assert_allclose(picture.mean(), 0.3, atol=0.02)
    stroke = np.zeros((60, 80))
    for row in range(10, 50):
        stroke[row, 55 - row // 2 : 62 - row // 2] = 1
    straight = np.zeros((60, 80))
    straight[10:50, 30:37] = 1
    assert np.abs(as_bundled(stroke) - as_bundled(straight)).mean() < 0.08


def saved(path, grey, mode="L"):
    Image.fromarray((255 * grey).astype(np.uint8)).convert(mode).save(path)
    return path


@pytest.mark.parametrize("name", ["seven.png", "seven.jpg", "seven.bmp", "seven.gif", "seven.webp"])
def test_a_file_is_read_as_grey(tmp_path, name):
    grey = read_picture(saved(tmp_path / name, 1 - SEVEN))
    assert np.abs(grey - (1 - SEVEN)).mean() < 0.03


def test_what_is_transparent_is_paper(tmp_path):
    image = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    image.putalpha(Image.fromarray((255 * SEVEN).astype(np.uint8)))
    image.save(tmp_path / "clear.png")
    assert_allclose(read_picture(tmp_path / "clear.png"), 1 - SEVEN, atol=0.01)


def test_light_ink_on_nothing_stands_on_a_dark_page(tmp_path):
    image = Image.new("RGBA", (60, 60), (255, 255, 255, 0))
    image.putalpha(Image.fromarray((255 * SEVEN).astype(np.uint8)))
    image.save(tmp_path / "clear.png")
    assert_allclose(read_picture(tmp_path / "clear.png"), SEVEN, atol=0.01)


@pytest.mark.parametrize("kind", [np.uint16, np.int32, np.float32])
def test_grey_of_more_than_eight_bits_is_read_whole(tmp_path, kind):
    most = 1.0 if kind is np.float32 else 65535
    values = ((1 - 0.8 * SEVEN) * most).astype(kind)
    Image.fromarray(values).save(tmp_path / "deep.tiff")
    assert_allclose(read_picture(tmp_path / "deep.tiff"), 1 - 0.8 * SEVEN, atol=0.01)


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"heix"])
def test_a_telephones_photo_is_named(tmp_path, brand):
    (tmp_path / "photo.jpg").write_bytes(b"\x00\x00\x00\x18ftyp" + brand + bytes(999))
    with pytest.raises(FirsthandError, match=r"photo\.jpg is a HEIC photo.*Save it as JPEG or PNG"):
        read_picture(tmp_path / "photo.jpg")


def test_a_file_that_is_no_picture_is_named(tmp_path):
    (tmp_path / "notes.txt").write_text("seven")
    whole = saved(tmp_path / "whole.png", np.random.default_rng(0).random((60, 60))).read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    Image.new("1", (8000, 7000)).save(tmp_path / "huge.png")
    for name, message in {
        "notes.txt": "is not an image",
        "half.png": "image",
        "nowhere.png": "No such file",
        "huge.png": "8,000 × 7,000 pixels, more than 50,000,000",
    }.items():
        with pytest.raises(FirsthandError, match=rf"{name}.*{message}"):
            read_picture(tmp_path / name)
    with pytest.raises(FirsthandError, match="cannot be read"):
        read_picture(tmp_path)


# models ----------------------------------------------------------------------------------------------------------


def kept(folder, size, summary=None):
    """A network that has learned nothing, kept as one that has."""
    twins = pytest.importorskip("firsthand.neural.pytorch")
    with twins.seeded(1):
        net = twins.DigitCNN(image_size=size)
    summary = summary or {
        "data": "mnist" if size == 28 else "digits",
        "size": size,
        "accuracy": 0.5,
        "held_out": 10,
        "epochs": 1,
    }
    path = folder / f"{summary['data']}.safetensors"
    twins.save_weights(net, path, {"about": json.dumps(summary)})
    return net, path


@pytest.mark.parametrize("size", [8, 28])
def test_our_convolutions_read_as_pytorch_does(tmp_path, size):
    torch = pytest.importorskip("torch")
    from firsthand.neural.pytorch import predict_logits

    net, path = kept(tmp_path, size)
    pictures = np.random.default_rng(0).random((5, size, size)).astype(np.float32)
    reader = open_reader(path)
    logits = predict_logits(net, torch.tensor(pictures)[:, None]).numpy()
    assert_allclose(reader.probabilities(pictures), softmax(logits), atol=1e-6)
    maps, message = reader.first_layer(pictures[0])
    theirs = net.feature_maps(torch.tensor(pictures[:1])[:, None])[0].detach().numpy()[0]
    assert_allclose(maps, theirs, atol=1e-5)
    assert message.startswith("Where each of its 32 kernels")
    assert "50.0% right" in reader.describe()


def test_the_small_network_needs_no_pytorch_and_knows_its_digits():
    reader = NetworkReader()
    assert reader.summary.accuracy >= 0.96
    digits = load_digits("digits")
    drawn = np.stack([as_bundled(enlarged(image[0])) for image in digits.test_images])
    shares = reader.probabilities(drawn)
    assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert np.mean(shares.argmax(axis=1) == digits.test_labels) >= 0.94
    assert reader.first_layer(drawn[0])[0].shape == (32, 8, 8)
    assert f"{reader.summary.accuracy:.1%}" in reader.describe()


def test_drawn_copies_double_the_small_digits_and_leave_mnist():
    digits = load_digits("digits")
    small = dataclasses.replace(
        digits, train_images=digits.train_images[:4], train_labels=digits.train_labels[:4]
    )
    images, labels = with_drawn_copies(small)
    assert_array_equal(images[:4], small.train_images)
    assert images.shape == (8, 1, 8, 8)
    assert_array_equal(labels, np.tile(small.train_labels, 2))
    large = dataclasses.replace(small, train_images=np.zeros((4, 1, 28, 28), np.float32))
    assert with_drawn_copies(large)[0] is large.train_images


def test_the_model_trained_last_is_found(tmp_path):
    assert last_trained(tmp_path) is None
    import os

    _, first = kept(tmp_path, 28)
    _, second = kept(tmp_path, 8)
    os.utime(first, ns=(1, 1))
    assert last_trained(tmp_path) == second
    os.utime(second, ns=(0, 0))
    assert last_trained(tmp_path) == first


def test_a_damaged_or_foreign_model_is_refused_by_name(tmp_path):
    safetensors = pytest.importorskip("safetensors.numpy")
    _, path = kept(tmp_path, 8)
    whole = path.read_bytes()
    summary = {"about": json.dumps(dataclasses.asdict(ModelSummary("digits", 8, 1.0, 1, 1)))}
    for content in (whole[:100], b"", b"nonsense" * 9, safetensors.save({"a": np.zeros(2)})):
        path.write_bytes(content)
        with pytest.raises(FirsthandError, match=r"digits.safetensors is damaged.*firsthand digits train"):
            open_reader(path)
    path.write_bytes(safetensors.save({"a": np.zeros(2)}, summary))
    with pytest.raises(FirsthandError, match="another kind of model"):
        open_reader(path)


# training --------------------------------------------------------------------------------------------------------


def quiet(event):
    pass


def test_training_keeps_the_weights_and_leaves_nothing_else(tmp_path, few):
    pytest.importorskip("torch")
    told = []
    summary = training.train_digits(tmp_path / "models", "digits", 2, report=quiet, tell=told.append)
    assert told == ["digits, bundled with scikit-learn: 64 to learn from, 20 held out."]
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["digits.safetensors"]
    reader = open_reader(tmp_path / "models" / "digits.safetensors")
    assert reader.summary == summary
    said = reader.probabilities(few.test_images[:, 0]).argmax(axis=1)
    assert summary.accuracy == np.mean(said == few.test_labels)
    assert (summary.held_out, summary.epochs) == (20, 2)


def test_a_stopped_training_goes_on_as_if_it_had_never_stopped(tmp_path, few):
    pytest.importorskip("torch")

    def stopping(event):
        if event.epoch == 3 and event.batch == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        training.train_digits(tmp_path / "stopped", "digits", 4, report=stopping)
    assert last_trained(tmp_path / "stopped") is None
    epochs = []
    training.train_digits(tmp_path / "stopped", resume=True, report=lambda event: epochs.append(event.epoch))
    assert (min(epochs), max(epochs)) == (3, 4)
    training.train_digits(tmp_path / "whole", "digits", 4, report=quiet)
    ours, theirs = (
        open_reader(tmp_path / name / "digits.safetensors").weights for name in ("stopped", "whole")
    )
    for name in theirs:
        assert_array_equal(ours[name], theirs[name])


def test_a_training_killed_in_its_first_epoch_begins_again_as_planned(tmp_path, few):
    def kill(event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        training.train_digits(tmp_path, "digits", 2, report=kill)
    assert not (tmp_path / "digits.checkpoint").exists()
    whole = training.train_digits(tmp_path / "whole", "digits", 2, report=lambda event: None)
    assert training.train_digits(tmp_path, None, resume=True, report=lambda event: None) == whole


def test_without_a_stopped_training_there_is_nothing_to_resume(tmp_path, few):
    pytest.importorskip("torch")
    with pytest.raises(FirsthandError, match="Leave --resume out"):
        training.train_digits(tmp_path, "digits", resume=True, report=quiet)


def test_without_pytorch_one_line_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(training, "find_spec", lambda name: None)
    with pytest.raises(FirsthandError, match=r"PyTorch.*pip install"):
        training.train_digits(tmp_path, report=quiet)


def test_a_folder_that_cannot_be_made_is_named(tmp_path, few):
    pytest.importorskip("torch")
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(FirsthandError, match="models cannot be written"):
        training.train_digits(tmp_path / "models", "digits", 1, report=quiet)
