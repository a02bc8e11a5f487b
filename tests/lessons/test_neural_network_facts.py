"""Every number that the lessons A network in NumPy and Training networks state, and what their explorables say."""

import inspect

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.datasets import make_moons
from sklearn.model_selection import train_test_split

from firsthand.classical import LogisticRegression
from firsthand.course.content import catalog
from firsthand.foundations import numerical_gradient, softmax
from firsthand.lessons.neural.neural_network.explorable import plain_training
from firsthand.lessons.neural.training_networks.explorable import three_ways_down
from firsthand.neural.basics.activations import relu, relu_gradient
from firsthand.neural.basics.backprop import backward_pass, forward_pass
from firsthand.neural.basics.batches import minibatches
from firsthand.neural.basics.initialization import he_init
from firsthand.neural.basics.losses import bce_with_logits, softmax_cross_entropy_gradient
from firsthand.neural.basics.optimizers import adam_step, sgd_step
from firsthand.neural.basics.regularization import dropout
from firsthand.neural.mlp.estimators import NeuralNetworkClassifier

X, Y = make_moons(1000, noise=0.2, random_state=42)
TRAIN, TEST, Y_TRAIN, Y_TEST = train_test_split(X, Y, test_size=0.2, random_state=42)


def fresh(n_hidden=16):
    random = np.random.RandomState(42)
    return [he_init(2, n_hidden, random), he_init(n_hidden, 1, random)], [np.zeros(n_hidden), np.zeros(1)]


def right(weights, biases, rows=TEST, truth=Y_TEST):
    return np.mean((forward_pass(rows, weights, biases)[-1][:, 0] > 0) == truth)


def slopes(rows, labels, weights, biases):
    outputs = forward_pass(rows, weights, biases)
    return backward_pass(outputs, weights, bce_with_logits(outputs[-1], labels)[1])


def plain_recipe():
    weights, biases = fresh()
    for _ in range(1000):
        dWs, dbs = slopes(TRAIN, Y_TRAIN, weights, biases)
        weights = [sgd_step(W, dW, 0.1) for W, dW in zip(weights, dWs, strict=True)]
        biases = [sgd_step(b, db, 0.1) for b, db in zip(biases, dbs, strict=True)]
    return weights, biases


def by_adam(epochs, n_hidden, rows, labels, slopes=slopes):
    weights, biases = fresh(n_hidden)
    memory = [(np.zeros_like(p), np.zeros_like(p)) for p in (*weights, *biases)]
    random, t = np.random.RandomState(0), 0
    for _ in range(epochs):
        for some, own in minibatches(rows, labels, 32, random):
            t += 1
            dWs, dbs = slopes(some, own, weights, biases)
            for i, slope in enumerate((*dWs, *dbs)):
                kept = weights if i < 2 else biases
                kept[i % 2], *memory[i] = adam_step(kept[i % 2], slope, *memory[i], t, rate=0.05)
    return weights, biases


def test_a_straight_line_is_right_86_times_in_100():
    assert_allclose(LogisticRegression().fit(TRAIN, Y_TRAIN).score(TEST, Y_TEST), 0.86)


def test_the_plain_recipe_reaches_93_percent_of_the_test_points():
    assert right(*plain_recipe()) == 0.93


def test_the_library_goes_the_same_way():
    ours = NeuralNetworkClassifier(
        (16,),
        init="he",
        solver="sgd",
        momentum=0,
        learning_rate=0.1,
        batch_size=None,
        max_iter=1000,
        random_state=42,
    ).fit(TRAIN, Y_TRAIN)
    assert_allclose(ours.coefs_[0], plain_recipe()[0][0], rtol=1e-9)
    assert ours.score(TEST, Y_TEST) == 0.93


def test_adam_passes_97_percent_on_a_fiftieth_of_the_rows_seen():
    """The plain recipe sees every row in each of 1000 steps, Adam in each of 20 epochs."""
    assert right(*by_adam(20, 16, TRAIN, Y_TRAIN)) >= 0.975


@pytest.mark.parametrize("seed", range(5))
def test_the_better_way_does_not_hang_on_its_seed(seed):
    model = NeuralNetworkClassifier((16,), learning_rate=0.05, max_iter=20, random_state=seed).fit(
        TRAIN, Y_TRAIN
    )
    assert model.score(TEST, Y_TEST) >= 0.96


def test_batches_of_32_do_as_well_with_a_25th_of_the_work():
    weights, biases = fresh()
    random = np.random.RandomState(0)
    steps = 0
    for _ in range(40):
        for some, labels in minibatches(TRAIN, Y_TRAIN, 32, random):
            dWs, dbs = slopes(some, labels, weights, biases)
            weights = [sgd_step(W, dW, 0.1) for W, dW in zip(weights, dWs, strict=True)]
            biases = [sgd_step(b, db, 0.1) for b, db in zip(biases, dbs, strict=True)]
            steps += 1
    assert steps == 1000
    assert abs(right(weights, biases) - 0.93) <= 0.01


def test_only_hes_start_keeps_the_signal():
    def strength(factor):
        rng = np.random.default_rng(0)
        a = rng.normal(size=(200, 100))
        for _ in range(20):
            a = relu(a @ (factor * he_init(100, 100, rng)))
        return np.sqrt(np.mean(a**2))

    assert 0.3 < strength(1) < 3
    assert strength(1 / np.sqrt(2)) < 0.01
    assert strength(1 / np.sqrt(0.02)) > 1e10


def test_the_slope_of_the_sigmoid_is_never_above_a_quarter():
    p = 1 / (1 + np.exp(-np.linspace(-8, 8, 161)))
    assert_allclose((p * (1 - p)).max(), 0.25)
    assert relu_gradient(np.array([5.0])) == 1


def test_a_large_net_learns_50_rows_by_heart_and_dropout_narrows_the_gap():
    crowd, crowd_y = make_moons(1050, noise=0.35, random_state=0)
    few, rest, few_y, rest_y = train_test_split(crowd, crowd_y, test_size=1000, random_state=0)
    chance = np.random.RandomState(1)

    def with_dropout(rows, labels, weights, biases):
        hidden = relu(rows @ weights[0] + biases[0])
        mask = dropout(np.ones_like(hidden), 0.5, chance)
        outputs = [rows, hidden * mask, hidden * mask @ weights[1] + biases[1]]
        delta = bce_with_logits(outputs[-1], labels)[1]
        below = delta @ weights[1].T * mask * (hidden > 0)
        return [rows.T @ below, outputs[1].T @ delta], [below.sum(axis=0), delta.sum(axis=0)]

    large = by_adam(300, 200, few, few_y)
    dropped = by_adam(300, 200, few, few_y, with_dropout)
    assert right(*large, few, few_y) > 0.95
    assert right(*large, few, few_y) - right(*large, rest, rest_y) > 0.15
    assert right(*dropped, rest, rest_y) > right(*large, rest, rest_y) + 0.03


def test_the_explorable_ends_where_the_recipe_does():
    numbers = dict(plain_training.draw({"step": 1000}).numbers)
    assert numbers == {"test points right": "93.0%", "training loss": "0.2071"}
    early = dict(plain_training.draw({"step": 20}).numbers)
    assert float(early["training loss"]) > 0.3


def test_three_ways_differ_after_five_epochs():
    shares = [
        float(dict(three_ways_down.draw({"epoch": 5, "way": way}).numbers)["test points right"].rstrip("%"))
        for way in (1, 2, 3)
    ]
    assert shares[0] < 80
    assert min(shares[1:]) > 93


def test_on_new_points_too_adam_is_ahead_of_the_plain_recipe():
    X, y = make_moons(1000, noise=0.2, random_state=7)
    ours = NeuralNetworkClassifier((16,), learning_rate=0.05, max_iter=20, random_state=42).fit(
        TRAIN, Y_TRAIN
    )
    assert ours.score(X, y) > right(*plain_recipe(), X, y) + 0.03


# The numbers that stand in the texts ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def network(run_lesson):
    return run_lesson("neural_network")


@pytest.fixture(scope="module")
def training(run_lesson):
    return run_lesson("training_networks")


def test_the_points_are_as_many_as_stated(stated, network, training):
    n, share = stated("neural_network", "# points, a # of them kept aside for the test")
    assert (len(network["X"]), len(network["test"])) == (n, n * share)
    assert stated("neural_network", "all # rows at once, rate #, # steps") == [
        len(network["train"]),
        0.1,
        1000,
    ]
    assert len(training["watch"]) == n * stated(
        "training_networks", "A # of the rows is kept aside as before"
    )
    assert len(training["test"]) == 1000
    assert "a thousand new points" in stated.text("training_networks")


def test_the_net_has_the_sizes_stated(stated, network):
    sizes = stated("neural_network", "Our net has # inputs, # hidden neurons and # score")
    assert [len(network["weights"][0]), *(len(b) for b in network["biases"])] == sizes
    assert stated("training_networks", "# neurons can do better") == sizes[1]
    assert stated("neural_network", "they stay the same for ever: # neurons that are one") == sizes[1]


def test_the_accuracies_stated_are_those_computed(stated, network, training):
    whole = round(100 * network["accuracy"], 1)
    assert stated("neural_network", "# %. (The weights are drawn by He's start") == whole
    assert stated("training_networks", "learned two moons in # steps, to # %") == [
        len(training["plain"]),
        whole,
    ]
    before, after = stated("training_networks", "Take the same net from # % to # % and more with a fraction")
    assert before == round(100 * training["plain"][-1])
    better = [training["right"](*training["adam"][-1])]
    better += [training[model].score(training["watch"], training["y_watch"]) for model in ("ours", "theirs")]
    assert 100 * min(better) >= after
    assert stated("training_networks", "# % and more The same net from the same weights") == after
    assert stated("neural_network", "gets # % and more of these points right") == after


def test_adam_looks_at_each_row_as_often_as_stated(stated, training):
    few, many = stated("neural_network", "looks at each row # times instead of #")
    assert (len(training["adam"]) - 1, len(training["plain"])) == (few, many)
    batch, epochs = stated("training_networks", "with batches of # and Adam, for # epochs")
    assert epochs == few
    steps, cut = stated("training_networks", "it is now # steps for the price of #")
    assert cut == 1
    assert len(training["train"]) / batch == steps
    assert stated("training_networks", "each with a #th of the work") == steps
    assert stated("training_networks", "all # rows before it dared to move. But # rows") == [800, batch]


def test_on_new_points_all_three_do_a_little_worse_and_adam_stays_ahead(stated, training):
    assert stated("training_networks", "than on the # points that were looked at") == len(training["watch"])
    models = {
        "plain": lambda *rows: training["right"](
            training["weights_of_plain"], training["biases_of_plain"], *rows
        ),
        "ours": training["ours"].score,
        "theirs": training["theirs"].score,
    }
    watched = {name: score(training["watch"], training["y_watch"]) for name, score in models.items()}
    new = {name: score(training["test"], training["y_test"]) for name, score in models.items()}
    assert all(watched[name] - 0.05 < new[name] < watched[name] for name in models)
    assert min(new["ours"], new["theirs"]) - new["plain"] > 0.04


def test_ten_slopes_of_the_sigmoid_leave_little(stated, network):
    top = network["p"] * (1 - network["p"])
    assert_allclose(top.max(), stated("neural_network", "the sigmoid's is never above #"))
    tanh = 1 - np.tanh(network["z"]) ** 2
    assert max(top[0], top[-1], tanh[0], tanh[-1]) < 0.02
    assert stated("neural_network", "goes back through # such layers is multiplied by # such numbers") == [
        10,
        10,
    ]
    assert top.max() ** 10 < 1e-6


def test_the_mean_square_grows_n_times_and_relu_halves_it():
    rng = np.random.default_rng(0)
    a, w = np.abs(rng.normal(size=(200, 100))), rng.normal(size=(100, 4000))
    sums = a @ w
    assert_allclose(np.mean(sums**2), 100 * np.mean(a**2) * np.mean(w**2), rtol=0.05)
    assert_allclose(np.mean(relu(sums) ** 2), np.mean(sums**2) / 2, rtol=0.05)


def test_the_layers_of_the_signal_are_as_stated(stated, network):
    layers, neurons = stated("neural_network", "# layers of # neurons. Only the first line")
    lost = network["strengths"](lambda rng: rng.normal(size=(100, 100)) / 100)
    assert len(lost) == layers + 1
    assert neurons == 100


class Counted(np.ndarray):
    """An array that counts the multiplications of its matrix products."""

    done = 0

    def __matmul__(self, other):
        Counted.done += self.shape[0] * self.shape[1] * other.shape[1]
        return (np.asarray(self) @ np.asarray(other)).view(Counted)


def test_the_way_back_costs_about_two_forward_passes_and_measuring_two_for_each_weight(stated):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(5, 8)).view(Counted)
    weights = [rng.normal(size=(8, 8)).view(Counted) for _ in range(12)]
    Counted.done = 0
    outputs = forward_pass(X, weights, [np.zeros(8)] * 12)
    forward, Counted.done = Counted.done, 0
    backward_pass(outputs, weights, np.ones((5, 8)).view(Counted))
    assert forward == 12 * 5 * 8 * 8
    passes = stated("neural_network", "All gradients together cost about as much as # forward passes")
    assert_allclose(Counted.done / forward, passes, rtol=0.1)
    again, each = stated(
        "neural_network", "About # forward passes, however many weights. Measuring would take # passes"
    )
    calls = []
    numerical_gradient(lambda w: calls.append(1) or w.sum(), np.zeros((3, 4)))
    assert (again, len(calls)) == (passes, 12 * each)


def test_equal_weights_stay_equal_for_ever(network):
    weights, biases = [np.full((2, 16), 0.3), np.full((16, 1), 0.3)], [np.zeros(16), np.zeros(1)]
    for _ in range(20):
        dWs, dbs = slopes(TRAIN, Y_TRAIN, weights, biases)
        weights = [sgd_step(W, dW, 0.1) for W, dW in zip(weights, dWs, strict=True)]
        biases = [sgd_step(b, db, 0.1) for b, db in zip(biases, dbs, strict=True)]
    assert_allclose(weights[0], weights[0][:, :1] * np.ones(16))
    zeros = [np.zeros((2, 16)), np.zeros((16, 1))]
    dWs, _ = slopes(TRAIN, Y_TRAIN, zeros, [np.zeros(16), np.zeros(1)])
    assert not np.any(dWs[0])
    assert not np.any(dWs[1])


def test_every_gradient_measured_in_the_lesson_is_right(network):
    found = [
        float(line.split()[-1]) for line in network["printed"].splitlines() if "largest difference" in line
    ]
    assert len(found) == 4
    assert max(found) < 1e-8


def test_ten_classes_are_learned_by_the_same_way_back(network):
    right = np.mean(
        forward_pass(network["P_test"], network["W"], network["b"])[-1].argmax(1) == network["d_test"]
    )
    assert right > 0.95
    assert network["images"].shape[1] == 8 * 8
    assert len(set(network["digits"])) == 10


def test_label_smoothing_keeps_a_target_that_sums_to_one(stated):
    target = stated("neural_network", "A target of # and a little for the others")
    smooth = np.full(10, (1 - target) / 9)
    smooth[3] = target
    assert_allclose(smooth.sum(), 1)
    rng = np.random.default_rng(0)
    logits = rng.normal(size=10)
    for _ in range(2000):
        logits = logits - softmax_cross_entropy_gradient(logits[None], smooth[None])[0]
    assert_allclose(softmax(logits)[3], target, atol=1e-3)  # never all too sure


def test_adam_steps_by_about_one_where_slopes_agree_and_near_0_where_they_flip():
    rate, w, kept = 0.01, np.zeros(2), (np.zeros(2), np.zeros(2))
    for t in range(1, 1001):
        before = w
        w, *kept = adam_step(w, np.array([3.0, 3.0 * (-1) ** t]), *kept, t, rate=rate)
    moved = np.abs(w - before) / rate
    assert_allclose(moved[0], 1, rtol=1e-6)
    assert moved[1] < 0.06


def test_the_first_step_is_as_long_as_the_rate_and_without_the_correction_far_off(stated):
    for slope in (1.0, 0.0001, -0.01, 100.0):
        w, m, v = adam_step(0.0, slope, 0.0, 0.0, 1, rate=0.01)
        assert_allclose(abs(w), 0.01, rtol=2e-4)
        assert_allclose([m / slope, v / slope**2], [1 / 10, 1 / 1000])
    assert "v is a thousandth of what it should be, m a tenth" in stated.text("training_networks")
    usual = inspect.signature(adam_step).parameters["rate"].default
    assert stated(
        "training_networks", "That is why one rate, #, serves so many nets. Ours is small and bears #"
    ) == [
        usual,
        0.05,
    ]


def test_epsilon_stands_beside_the_root():
    w, _, _ = adam_step(0.0, 1e-8, 0.0, 0.0, 1, rate=1.0, epsilon=1e-8)
    assert_allclose(w, -0.5)


def test_the_large_net_and_its_few_rows_are_as_stated(stated, training):
    rows, neurons = stated("training_networks", "# rows with much noise, # neurons")
    assert (len(training["few"]), training["large"][0][0][0].shape[1]) == (rows, neurons)


def test_no_neuron_is_off_in_use_and_sums_keep_their_size():
    kept = dropout(np.ones(100_000), 0.5, np.random.RandomState(0))
    assert set(np.unique(kept)) == {0.0, 2.0}
    assert_allclose(kept.mean(), 1, atol=0.02)


def test_the_way_back_of_our_net_takes_as_many_lines_as_stated(stated):
    cell = next(
        cell.source for cell in catalog.lesson("neural_network").cells if "X_, A, scores" in cell.source
    )
    lines = [line for line in cell.splitlines() if "delta" in line and not line.startswith("print")]
    assert len(lines) == stated("neural_network", "For our net in # lines")


def test_the_digits_have_the_size_and_classes_stated(stated, network):
    high, wide, classes = stated("neural_network", "Digits of # × # pixels, from scikit-learn, # classes")
    assert (network["images"].shape[1], network["W"][-1].shape[1]) == (high * wide, classes)


def test_dropout_takes_the_share_stated_and_200_points_are_those_watched(stated, training):
    share = stated("training_networks", "switch off a random # of the neurons at every step")
    kept = dropout(np.ones(10_000), share, np.random.RandomState(0))
    assert_allclose(np.mean(kept == 0), share, atol=0.02)
    assert stated("training_networks", "Some of that is chance: # points are few") == len(training["watch"])
