"""Parameters counted from the sizes are those that a model has."""

import pytest

from firsthand.transformer.basics.parameters import count_parameters


@pytest.mark.parametrize("tied_head", [False, True])
@pytest.mark.parametrize(("n_layers", "d_ff"), [(1, 64), (3, 10)])
def test_the_count_is_the_models(make_model, n_layers, d_ff, tied_head):
    model = make_model(n_layers=n_layers, d_ff=d_ff, tied_head=tied_head)
    assert count_parameters(30, 16, n_layers, d_ff, tied_head) == model.num_parameters()
