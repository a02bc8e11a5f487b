"""Markers come from what a test uses."""

import time
import types

import pytest
from tests import markers


def sleeps():
    def inner():
        time.sleep(1)

    inner()


def test_reads_a_test():
    module = types.ModuleType("module")
    item = types.SimpleNamespace(fixturenames=["tab"], module=module, function=lambda: None)
    assert markers.of(item) == []
    item.fixturenames.append("browser")
    item.function = sleeps
    assert markers.of(item) == ["browser", "clock"]
    item.module = module = types.ModuleType("another")
    module.Trainer = type("Trainer", (), {"__module__": "firsthand.neural.pytorch.trainer"})
    assert markers.of(item) == ["browser", "torch", "clock"]
    item.module = module = types.ModuleType("another")
    module.Trainer = type("Trainer", (), {"__module__": "torchless"})
    assert markers.of(item) == ["browser", "clock"]


def test_a_test_that_waits_is_marked(request):
    time.sleep(0)
    assert [mark.name for mark in request.node.iter_markers()] == ["clock"]


@pytest.mark.parametrize("name", markers.MARKERS)
def test_each_is_known_to_pytest(name, request):
    assert any(line.startswith(f"{name}:") for line in request.config.getini("markers"))
