# ---
# title: A network in NumPy
# minutes: 60
# needs: [logistic_regression, gradient_descent, metrics]
# goals:
#   - Say why layers need something that bends between them
#   - Send a batch forward, and derive the way back by the chain rule
#   - Write backpropagation for any depth, and check every gradient by measuring it
#   - Start with weights of the right size
# ---

# %% [markdown]
# # A network in NumPy
#
# Logistic regression parts two classes by a straight line. Here are two classes that no straight line parts: two
# moons, each reaching into the other. 1000 points, a fifth of them kept aside for the test.

# %%
import numpy as np
from sklearn.datasets import make_moons

from firsthand.classical import LogisticRegression, train_test_split
from firsthand.course import whose, yours
from firsthand.figures.network import boundaries

X, y = make_moons(1000, noise=0.2, random_state=42)
train, test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)

line = LogisticRegression().fit(train, y_train)
print(f"a straight line is right for {line.score(test, y_test):.1%} of the test points")

boundaries(test, y_test, {"logistic regression": lambda places: line.predict_proba(places)[:, 1]})

# %% [markdown]
# What if we let several such lines look at the points, and weigh what they say? That is a **layer** of neurons, followed by
# another. Each neuron is a weighted sum with a bias: with one column of $W$ a neuron, a whole batch of rows goes
# through a layer as $XW + b$. (In the lesson on matrices each neuron was a row. Both are in use; as columns, the batch
# needs no transposing.)
#
# ## Two layers are one, unless something bends
#
# Put one layer behind the other:
#
# $$(XW_1 + b_1)W_2 + b_2 = X\,(W_1W_2) + (b_1W_2 + b_2)$$
#
# The right side is a single layer. However many you stack, the boundary stays a straight line. Something must bend
# in between, and the simplest bend is enough: **ReLU** lets numbers above 0 through, and puts 0 for the rest.

# %% exercise="relu"
relu = yours("relu")

# %% [markdown]
# To learn we will need its slope. It is 1 where something comes through and 0 where not. At 0 itself there is a corner; by
# convention the slope there is 0.

# %% exercise="relu_gradient"
relu_gradient = yours("relu_gradient")

# %%
from firsthand.figures.network import bends

z = np.linspace(-4, 4, 161)
p = 1 / (1 + np.exp(-z))
bends(z, {"slope of ReLU": relu_gradient(z), "of tanh": 1 - np.tanh(z) ** 2, "of the sigmoid": p * (1 - p)})

# %% [markdown]
# Before ReLU one bent with tanh or the sigmoid. Look at their slopes: the sigmoid's is never above ¼, and far out both are
# nearly 0. A slope that goes back through ten such layers is multiplied by ten such numbers, and little is left of it:
# the **vanishing gradient**. Where ReLU is open its slope is 1.
#
# ## Where to start
#
# With zeros? Then all neurons of a layer compute the same, so they all get the same gradient, so they stay the same
# for ever: sixteen neurons that are one. The start must be random. And how large?
#
# A neuron adds up $n$ inputs times weights. If the weights are drawn around 0, the mean square of the sum is $n$ times that of
# one product. ReLU then puts 0 for half of the sums, and with them half of the mean square is gone. With weights of variance
# $2/n$ the two cancel and the signal keeps its strength: **He's start**.

# %% exercise="he_init"
he_init = yours("he_init")

# %%
from firsthand.figures.network import signal_by_layer


def strengths(draw):
    rng = np.random.default_rng(0)
    a = rng.normal(size=(200, 100))
    found = [np.sqrt(np.mean(a**2))]
    for _ in range(20):
        a = relu(a @ draw(rng))
        found.append(np.sqrt(np.mean(a**2)))
    return found


signal_by_layer(
    {
        "variance 2 / n": strengths(lambda rng: he_init(100, 100, rng)),
        "variance 1 / n": strengths(lambda rng: he_init(100, 100, rng) / np.sqrt(2)),
        "variance 1": strengths(lambda rng: rng.normal(size=(100, 100))),
    }
)

# %% [markdown]
# Twenty layers of 100 neurons. Only the first line stays where it is.
#
# ## Forward
#
# Our net has 2 inputs, 16 hidden neurons and 1 score. In full:
#
# $$Z = XW_1 + b_1 \qquad A = \text{relu}(Z) \qquad s = AW_2 + b_2$$
#
# Write it for any number of layers, and keep what comes out of each: the way back will need it.

# %% exercise="forward_pass"
forward_pass = yours("forward_pass")

# %%
rng = np.random.RandomState(42)
weights = [he_init(2, 16, rng), he_init(16, 1, rng)]
biases = [np.zeros(16), np.zeros(1)]

outputs = forward_pass(train, weights, biases)
print("shapes:", [a.shape for a in outputs])
print(f"right before any training: {np.mean((outputs[-1][:, 0] > 0) == y_train):.1%}")

# %% [markdown]
# ## The loss, and the first slope
#
# The score goes through the sigmoid, and the loss is the binary cross-entropy, as in logistic regression. Its slope
# along the score is $(p - y) / n$; the $1/n$ is there because the loss is a mean. Mind the shapes. The scores are a column,
# $(n, 1)$; the labels have shape $(n,)$. Subtract one from the other and NumPy makes $(n, n)$ of it, without a word.

# %%
print((np.zeros((4, 1)) - np.zeros(4)).shape)

# %% exercise="bce_with_logits"
bce_with_logits = yours("bce_with_logits")

# %% [markdown]
# ## Backward
#
# We have the slope along the scores, call it $\delta_2$. Wanted is the slope along every weight. The **chain rule** says:
# multiply the slopes along the way, and add up over all ways.
#
# - $s = AW_2 + b_2$: weight $(i, j)$ acts on score $j$ of each row through $A_{\cdot i}$. Over all rows: $A^T\delta_2$.
# - $b_2$ acts on every row with slope 1: the sum of $\delta_2$ over the rows.
# - $A$ acts through $W_2$: its slope is $\delta_2W_2^T$. Shapes: $(n, 1)(1, 16) = (n, 16)$.
# - $Z$ acts through relu, entry by entry: $\delta_1 = \delta_2W_2^T \cdot \text{relu}'(Z)$.
#
# And now we stand before the first layer exactly as we stood before the second: $X^T\delta_1$, the sum of $\delta_1$. For our net
# in four lines:

# %%
X_, A, scores = outputs
loss, delta2 = bce_with_logits(scores, y_train)

dW2, db2 = A.T @ delta2, delta2.sum(axis=0)
delta1 = delta2 @ weights[1].T * relu_gradient(A)
dW1, db1 = X_.T @ delta1, delta1.sum(axis=0)
print(dW1.shape, db1.shape, dW2.shape, db2.shape)

# %% [markdown]
# (relu's output is above 0 just where its input is, so $A$ serves for $Z$.) That is **backpropagation**: one walk back,
# each slope computed once and used by everything before it. All gradients together cost about as much as two forward
# passes. Write it for any depth.

# %% exercise="backward_pass"
backward_pass = yours("backward_pass")

# %% [markdown]
# Never trust a gradient you have not checked. Yours, against your own `numerical_gradient`, for every weight and bias:

# %%
numerical_gradient = yours("numerical_gradient")


def loss_with(kind, layer, changed):
    W, b = list(weights), list(biases)
    (W if kind == "W" else b)[layer] = changed
    return bce_with_logits(forward_pass(train, W, b)[-1], y_train)[0]


dWs, dbs = backward_pass(outputs, weights, delta2)
for layer in (0, 1):
    for kind, gradients, values in (("W", dWs, weights), ("b", dbs, biases)):
        measured = numerical_gradient(
            lambda changed, kind=kind, layer=layer: loss_with(kind, layer, changed), values[layer]
        )
        print(f"{kind}{layer + 1}: largest difference {np.abs(gradients[layer] - measured).max():.1e}")

# %% [markdown]
# ## Downhill
#
# One step for each array. **Weight decay** is the penalty of ridge regression under another name: it adds
# $\lambda w$ to the gradient, and so shrinks each weight a little at each step.

# %% exercise="sgd_step"
sgd_step = yours("sgd_step")

# %% [markdown]
# Now everything is there. The plain recipe: all 800 rows at once, rate 0.1, 1000 steps.

# %%
import time


def train_plainly(steps, rate=0.1):
    rng = np.random.RandomState(42)
    weights = [he_init(2, 16, rng), he_init(16, 1, rng)]
    biases = [np.zeros(16), np.zeros(1)]
    history, snapshots = [], {}
    for step in range(1, steps + 1):
        outputs = forward_pass(train, weights, biases)
        loss, delta = bce_with_logits(outputs[-1], y_train)
        dWs, dbs = backward_pass(outputs, weights, delta)
        weights = [sgd_step(W, dW, rate) for W, dW in zip(weights, dWs, strict=True)]
        biases = [sgd_step(b, db, rate) for b, db in zip(biases, dbs, strict=True)]
        history.append(loss)
        if step in (1, 10, 50, 100, 300, 1000):
            snapshots[step] = weights, biases
    return weights, biases, history, snapshots


start = time.perf_counter()
weights, biases, history, snapshots = train_plainly(1000)
seconds = time.perf_counter() - start

accuracy = np.mean((forward_pass(test, weights, biases)[-1][:, 0] > 0) == y_test)
print(
    f"loss {history[0]:.4f} to {history[-1]:.4f}; {accuracy:.1%} of the test points right, in {seconds:.2f} s"
)

# %% [markdown]
# 93.0 %. (The weights are drawn by He's start from NumPy's legacy generator with seed 42, so that everybody gets this
# number.) Watch the boundary as it learns:

# %%
sigmoid = yours("sigmoid")


def probability(weights, biases):
    return lambda places: sigmoid(forward_pass(places, weights, biases)[-1][:, 0])


boundaries(test, y_test, {f"step {step}": probability(*kept) for step, kept in snapshots.items()})

# %% [markdown] explorable="plain_training"
# Move the slider from the first step to the last and watch the line bend. (The page shows this as a figure with a
# slider; in a notebook, change the steps in the cells above.)

# %% [markdown]
# It has found the shape and not yet the details, and it is slow at it. The next lesson gets 97 % and more of these points right
# with the same net, and looks at each row 20 times instead of 1000.
#
# ## More than two classes
#
# With $k$ classes the last layer has $k$ neurons, softmax turns their scores into probabilities, and the slope along
# the scores is again prediction minus truth: $(p - t)/n$. Here $t$ may be any probabilities, not just a 1 and zeros. A target
# of 0.9 and a little for the others is called **label smoothing**, and keeps a net from growing all too sure.

# %% exercise="softmax_cross_entropy_gradient"
softmax_cross_entropy_gradient = yours("softmax_cross_entropy_gradient")

# %% [markdown]
# Digits of 8 × 8 pixels, from scikit-learn, ten classes. Nothing else changes: the same forward, the same backward.

# %%
from sklearn.datasets import load_digits

images, digits = load_digits(return_X_y=True)
P_train, P_test, d_train, d_test = train_test_split(images / 16, digits, test_size=0.25, random_state=42)
rng = np.random.RandomState(42)
W, b = [he_init(64, 32, rng), he_init(32, 10, rng)], [np.zeros(32), np.zeros(10)]
for _ in range(300):
    outputs = forward_pass(P_train, W, b)
    dWs, dbs = backward_pass(outputs, W, softmax_cross_entropy_gradient(outputs[-1], np.eye(10)[d_train]))
    W = [sgd_step(each, slope, 0.5) for each, slope in zip(W, dWs, strict=True)]
    b = [sgd_step(each, slope, 0.5) for each, slope in zip(b, dbs, strict=True)]
print(f"digits right: {np.mean(forward_pass(P_test, W, b)[-1].argmax(axis=1) == d_test):.1%}")

# %% [markdown]
# ## Ours and theirs
#
# The library's `NeuralNetworkClassifier` is this derivation, written over the same memory again and again. On the plain recipe
# it goes the very same way as yours, and scikit-learn's `MLPClassifier` has the same pieces:

# %%
import warnings

from sklearn.neural_network import MLPClassifier

from firsthand.neural.mlp.estimators import NeuralNetworkClassifier

plain = {"solver": "sgd", "momentum": 0, "batch_size": None, "max_iter": 1000}
ours = NeuralNetworkClassifier((16,), learning_rate=0.1, init="he", random_state=42, **plain).fit(
    train, y_train
)
print(
    f"ours:  {ours.score(test, y_test):.1%}, weights differ from {whose(forward_pass, backward_pass, sgd_step)} by {np.abs(ours.coefs_[0] - weights[0]).max():.0e}"
)

theirs = MLPClassifier(
    (16,),
    solver="sgd",
    momentum=0,
    learning_rate_init=0.1,
    batch_size=800,
    alpha=0,
    max_iter=1000,
    tol=0,
    n_iter_no_change=1000,
    random_state=42,
)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it would like to go on
    theirs.fit(train, y_train)
print(f"scikit-learn, from weights of its own: {theirs.score(test, y_test):.1%}")

# %% [markdown]
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Why does a network need a non-linearity?* Without one, any number of layers is one matrix product.
# 2. *Why not start with zeros?* All neurons of a layer would get the same gradient and stay the same. Only the biases may
#    start at 0.
# 3. *Why 2 / n?* The sum of $n$ products has $n$ times the mean square of one, and ReLU halves it.
# 4. *What does backpropagation cost?* About two forward passes, however many weights. Measuring would take two passes for
#    each weight.
# 5. *What must be kept from the forward pass?* The output of every layer: it is what training takes memory for.
# 6. *Your loss falls, but accuracy is stuck at a half, and scores minus labels has shape (n, n). What happened?* A column
#    minus a row was spread out. Give both the same shape.
# 7. *A ReLU neuron gives 0 for every row. What then?* Its slope is 0 too, so it never learns again: it is dead. A lower
#    rate, He's start, or a leaky ReLU keep most alive.
