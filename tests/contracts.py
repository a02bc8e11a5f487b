"""One call is a contract: all that an estimator, or a module, must hold beside its twin.

A new algorithm's test is one call and what is its own invariant. Exercises need no call: `tests/lessons` finds them.
"""

import copy
import pickle

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone


def run_estimator_contract(ours, theirs, X, y, *, rtol=1e-6, atol=1e-9):
    """Fit both on the same rows and hold what they predict side by side; then what any estimator must hold.

    Fitting and predicting change no input, a fit repeats itself, a pickle predicts the same bits, a row alone gets what
    it gets among others, single precision comes near, and too few columns, no rows and NaN targets are refused in words.
    """
    kept_X, kept_y = X.copy(), y.copy()
    fitted, twin = clone(ours).fit(X, y), clone(theirs).fit(X, y)
    for method in ("predict", "predict_proba", "decision_function"):
        if not hasattr(theirs, method):
            continue
        values = getattr(fitted, method)(X)
        expected = getattr(twin, method)(X)
        if values.dtype.kind == "f":
            assert_allclose(values, expected, rtol=rtol, atol=atol, err_msg=method)
        else:
            assert_array_equal(values, expected, err_msg=method)
        assert_array_equal(getattr(clone(ours).fit(X, y), method)(X), values)
        assert_array_equal(getattr(pickle.loads(pickle.dumps(fitted)), method)(X), values)
        assert_allclose(getattr(fitted, method)(X[:1]), values[:1], rtol=1e-12, atol=1e-12)
    assert_array_equal(X, kept_X)
    assert_array_equal(y, kept_y)
    small = clone(ours).fit(X.astype(np.float32), y)
    if fitted.predict(X).dtype.kind == "f":
        assert_allclose(small.predict(X.astype(np.float32)), fitted.predict(X), rtol=1e-3, atol=1e-3)
    with pytest.raises(ValueError, match="feature"):
        fitted.predict(X[:, 1:])
    with pytest.raises(ValueError, match="sample"):
        fitted.predict(X[:0])
    with pytest.raises(ValueError, match="NaN"):
        clone(ours).fit(X, np.where(np.arange(len(y)) == 0, np.nan, y.astype(np.float64)))


def run_module_contract(ours, theirs, x, *, atol=1e-12):
    """Give our autograd module the weights of its twin in PyTorch; output and all gradients are the same.

    Besides: the input stays as it is, leading axes may be many, one or empty, and a pickle gives the same bits.
    """
    theirs = copy.deepcopy(theirs).double()
    theirs.load_state_dict({name: torch.tensor(value) for name, value in ours.state_dict().items()})
    for batch in (x, x[:1], x[:0], x[np.newaxis]):
        _same_output_and_gradients(ours, theirs, batch, atol)
    assert_array_equal(pickle.loads(pickle.dumps(ours))(x).data, ours(x).data)


def _same_output_and_gradients(ours, theirs, x, atol):
    from firsthand.neural.autograd import Tensor

    kept = x.copy()
    mine, other = Tensor(x, requires_grad=True), torch.tensor(x, requires_grad=True)
    for one in ours.parameters():
        one.grad = None
    theirs.zero_grad()
    out, expected = ours(mine), theirs(other)
    assert out.dtype == np.float64
    assert_allclose(out.data, expected.detach().numpy(), atol=atol)
    # Not the plain sum: LayerNorm's would have a gradient of 0.
    (out * out * out).sum().backward()
    (expected**3).sum().backward()
    assert_allclose(mine.grad, other.grad.numpy(), atol=100 * atol)
    for (name, one), parameter in zip(ours.named_parameters(), theirs.parameters(), strict=True):
        assert_allclose(one.grad, parameter.grad.numpy(), atol=100 * atol, err_msg=name)
    assert_array_equal(x, kept)
