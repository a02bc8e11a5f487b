"""Models and trainings that go together."""

from firsthand.transformer import project as projects
from firsthand.transformer.presets import PRESETS


def test_a_new_model_is_the_same_each_time_and_its_blocks_begin_as_nothing():
    models = [PRESETS["laptop"].recipe(10, steps=1).model() for _ in range(2)]
    assert all((a == b).all() for a, b in zip(models[0].parameters(), models[1].parameters(), strict=True))
    assert not models[0].blocks[0].attention.to_out.weight.any()
    assert projects.BPE_VOCABULARY > 256
