# ---
# title: Logistic regression
# minutes: 45
# needs: [linear_regression, probability]
# goals:
#   - Turn a weighted sum of columns into a probability
#   - Fit it with your own loss and gradient, and see why descent is slow
#   - Take Newton's steps, and be there in eight
#   - Read a decision boundary, and tell what happens when classes do not overlap
# ---

# %% [markdown]
# # Logistic regression
#
# Two kinds of iris look much alike, versicolor and virginica. You have measured a hundred of them, fifty of each.
# Now there is a new one with petals 1.7 cm wide. Which is it, and how sure can you be?

# %%
import numpy as np

from firsthand.course import whose, yours
from firsthand.data import load
from firsthand.figures.logistic import curves_over_labels

iris = load("iris")
both = iris.y > 0
petals = iris.X[both][:, 2:]  # length and width, in cm
virginica = (iris.y[both] == 2).astype(int)
width = petals[:, 1]

normal_equation = yours("normal_equation")
slope, intercept = normal_equation(np.column_stack([width, np.ones(100)]), virginica)

curves_over_labels(
    width, virginica, {"a straight line": lambda x: slope * x + intercept}, "petal width in cm"
)

# %% [markdown]
# The dots are the flowers: virginica at 1, versicolor at 0. A straight line through them, by your normal equation,
# points the right way, but it promises 1.31 at a width of 2.5 cm and −0.16 at 1 cm. Those are no probabilities.
#
# ## A score, squashed
#
# Keep the weighted sum, but call it a **score**: it may be anything, and the higher it is, the more it speaks for virginica.
# In the lesson on probability two scores became two probabilities by softmax. With a score of $z$ for one class and 0
# for the other that is
#
# $$\frac{e^z}{e^z + e^0} = \frac{1}{1 + e^{-z}}$$
#
# and it is called the **sigmoid**.

# %% exercise="sigmoid"
sigmoid = yours("sigmoid")

# %%
print(sigmoid(np.array([-1000.0, -2.0, 0.0, 2.0, 1000.0])).round(3))

# %% [markdown]
# What does a score mean? Solve for it: $z = \log \frac{p}{1 - p}$, the logarithm of the **odds**. Score 0 is even odds;
# each point more multiplies the odds by $e$. So a weight says by how much one unit of its column moves the log-odds.

# %%
curves_over_labels(
    width,
    virginica,
    {
        "a straight line": lambda x: slope * x + intercept,
        "sigmoid(13 x − 21)": lambda x: sigmoid(13 * x - 21),
    },
    "petal width in cm",
)

# %% [markdown]
# These 13 and −21 are close to the best there are. How does one find them?
#
# ## How wrong was it?
#
# As before: by the surprise. A flower that is virginica costs $-\log p$, one that is not costs $-\log(1 - p)$, and the mean
# over all flowers is the **binary cross-entropy**. Why not the squared error, which served so well for the houses?

# %%
from firsthand.figures.logistic import losses_by_score

z = np.linspace(-8, 8, 161)
losses_by_score(
    z, {"−log(p)": np.logaddexp(0, -z), "squared error (1 − p)²": (1 - 1 / (1 + np.exp(-z))) ** 2}
)

# %% [markdown]
# Both are for a case whose answer is 1. At the left the model is sure and wrong. There the squared error is flat: the
# slope says that nothing needs to change, in the very case where everything should. The cross-entropy falls steadily.
# It is also one bowl in the weights, with one lowest point; the squared error of a sigmoid is not.
#
# You know the trap from softmax: $p$ rounds to 0 or 1, and $\log 0$ is infinite. So compute from the scores:
#
# $$-\log p = \log(1 + e^{-z}) \qquad -\log(1 - p) = \log(1 + e^{z})$$
#
# `np.logaddexp(a, b)` is $\log(e^a + e^b)$ without overflow.

# %% exercise="binary_cross_entropy"
binary_cross_entropy = yours("binary_cross_entropy")

# %%
print(f"knowing nothing:  {binary_cross_entropy(np.zeros(100), virginica):.4f}")
print(f"13 x - 21:        {binary_cross_entropy(13 * width - 21, virginica):.4f}")
print(f"sure and wrong:   {binary_cross_entropy(np.array([1000.0]), np.array([0])):.4f}")

# %% [markdown]
# ## Which way is better?
#
# The slope of the loss along the score is $p - y$, as it was for softmax. The score is $Xw$, so weight $j$ acts through
# column $j$, and with the mean over $n$ rows
#
# $$\text{gradient} = \frac{1}{n} X^T (p - y)$$
#
# It is the gradient of linear regression, but for a factor 2: prediction minus truth, times the column. Only the
# prediction is another.

# %% exercise="logistic_gradient"
logistic_gradient = yours("logistic_gradient")

# %% [markdown]
# Take both petal columns now, standardised (you have seen why), and a column of ones for the intercept.

# %%
numerical_gradient = yours("numerical_gradient")
standardize = yours("standardize")

scaled, _ = standardize(petals, petals)
X = np.column_stack([scaled, np.ones(100)])
somewhere = np.array([1.0, -0.5, 0.2])

print(f"{whose(logistic_gradient)}:".ljust(9), logistic_gradient(X, virginica, somewhere))
print("measured:", numerical_gradient(lambda w: binary_cross_entropy(X @ w, virginica), somewhere))

# %%
gradient_descent = yours("gradient_descent")

path = gradient_descent(lambda w: logistic_gradient(X, virginica, w), np.zeros(3), 1.0, 1000)
for epochs in (10, 100, 1000):
    print(
        f"{epochs:5} epochs: weights {path[epochs].round(3)}  loss {binary_cross_entropy(X @ path[epochs], virginica):.5f}"
    )

# %% [markdown]
# It gets there, slowly. The columns are standardised, and still the bowl is not round: the two columns go together,
# and the further the weights grow, the surer the model is and the flatter the bowl becomes.
#
# ## Newton
#
# Descent knows the slope only, and has to be told how far to go. **Newton's method** also looks at the curvature $H$: it
# fits a parabola to the loss where it stands, and jumps to the parabola's lowest point.
#
# $$w \leftarrow w - H^{-1} \cdot \text{gradient} \qquad H = \frac{1}{n} X^T\, \text{diag}\big(p (1 - p)\big)\, X$$
#
# Where does $H$ come from? It is the slope of the gradient. In it only $p$ depends on the weights, and the slope of
# the sigmoid is $p (1 - p)$: largest at a half, and nearly 0 where the model is sure.

# %% exercise="newton_step"
newton_step = yours("newton_step")

# %%
weights = np.zeros(3)
steps = [weights]
for _ in range(8):
    weights = newton_step(X, virginica, weights)
    steps.append(weights)
    print(weights.round(5), f" loss {binary_cross_entropy(X @ weights, virginica):.8f}")

# %%
from firsthand.figures.linear import losses_above_best

best = binary_cross_entropy(X @ newton_step(X, virginica, weights), virginica)
losses_above_best(
    {
        "descent at rate 1": [binary_cross_entropy(X @ w, virginica) for w in path[:51]],
        "Newton": [binary_cross_entropy(X @ w, virginica) for w in steps],
    },
    best,
    "step",
)

# %% [markdown]
# Eight steps. Near the end each step doubles the number of right digits: that is what curvature is worth. The price is
# a system of equations at each step. With $d$ weights $H$ has $d^2$ entries and solving costs $d^3$, so it is for models with
# hundreds of weights, not millions. In between stands **L-BFGS**, which guesses the curvature from the last few steps.
#
# ## The boundary
#
# The model says "virginica" where $p > 0.5$, which is where the score is above 0. With two columns that is a straight
# line.

# %%
from firsthand.figures.logistic import boundary

mean, spread = petals.mean(axis=0), petals.std(axis=0)


def probability(places):
    return sigmoid(np.column_stack([(places - mean) / spread, np.ones(len(places))]) @ weights)


boundary(
    petals, virginica, probability, ["petal length in cm", "petal width in cm"], ["versicolor", "virginica"]
)

# %% [markdown]
# The line is where it cannot tell. Near it the shade is pale, and the six flowers on the wrong side lie there: the model
# is wrong where it says that it might be. A hard line without shades would have hidden that.

# %% [markdown] explorable="decision_boundary"
# Move the threshold away from 0.5, or tilt the line, and watch which flowers change sides. (The page shows this as a
# figure with sliders; in a notebook, change the weights in the cells above.)

# %% [markdown]
# ## When nothing overlaps
#
# Setosa has far smaller petals than versicolor: a line parts them without a single mistake. That ought to be the easy
# case.

# %%
small = iris.y < 2
one_column, _ = standardize(iris.X[small][:, 2:3], iris.X[small][:, 2:3])
S = np.column_stack([one_column, np.ones(100)])
w = np.zeros(2)
for step in range(1, 13):
    w = newton_step(S, iris.y[small], w)
    if step % 3 == 0:
        print(f"step {step:2}: weights {w.round(2)}  loss {binary_cross_entropy(S @ w, iris.y[small]):.7f}")

# %% [markdown]
# It never arrives. Doubling the weights makes every right answer surer, so there is always a better model further out, and
# the loss only goes towards 0. The cure is the one from ridge: a price for large weights. scikit-learn charges it unless
# told otherwise:
#
# $$C \sum_i \text{loss}_i + \tfrac{1}{2} \sum_j w_j^2$$
#
# A small $C$ means small weights. Here is the library's `LogisticRegression` beside scikit-learn, with that penalty and
# without ($C = \infty$), on the petals in cm:

# %%
from sklearn.linear_model import LogisticRegression as Theirs

from firsthand.classical import LogisticRegression

ours = LogisticRegression(C=1.0).fit(petals, virginica)
theirs = Theirs(C=1.0, tol=1e-8, max_iter=1000).fit(petals, virginica)
free = Theirs(C=np.inf, tol=1e-8, max_iter=1000).fit(petals, virginica)

print("ours,         C = 1:", ours.coef_[0].round(4), ours.intercept_.round(4))
print("scikit-learn, C = 1:", theirs.coef_[0].round(4), theirs.intercept_.round(4))
print(
    f"{whose(newton_step)}, no penalty:".ljust(20),
    (weights[:2] / spread).round(4),
    (weights[2] - weights[:2] @ (mean / spread)).round(4),
)
print("scikit-learn, none: ", free.coef_[0].round(4), free.intercept_.round(4))

# %% [markdown]
# ## Three classes
#
# With more than two kinds each gets a score of its own, and softmax turns them into probabilities. You have built
# everything that is needed: the scores are $XW$ with one column of weights for each class, and the slope of the loss
# along the scores is your `cross_entropy_gradient`.

# %%
softmax = yours("softmax")
cross_entropy_gradient = yours("cross_entropy_gradient")

all_petals, kinds = iris.X[:, 2:], iris.y
center, width_of = all_petals.mean(axis=0), all_petals.std(axis=0)
Z = np.column_stack([(all_petals - center) / width_of, np.ones(150)])

W = gradient_descent(lambda W: Z.T @ cross_entropy_gradient(Z @ W, kinds), np.zeros((3, 3)), 1.0, 500)[-1]
print("right:", np.mean((Z @ W).argmax(axis=1) == kinds))

# %%
from firsthand.figures.logistic import regions


def shares(places):
    return softmax(np.column_stack([(places - center) / width_of, np.ones(len(places))]) @ W)


regions(all_petals, kinds, shares, ["petal length in cm", "petal width in cm"], iris.classes)

# %% [markdown]
# Between any two classes the border is straight again: it is where two scores are equal, and their difference is a
# weighted sum.
#
# ## Judge it on flowers it has not seen
#
# All four columns now, a third of the flowers kept aside, and the counts of what was taken for what:

# %%
from firsthand.classical import classification_report, confusion_matrix, train_test_split

train, test, train_kinds, test_kinds = train_test_split(
    iris.X, kinds, test_size=50, random_state=42, stratify=kinds
)
train, test = standardize(train, test)
model = LogisticRegression().fit(train, train_kinds)
guessed = model.predict(test)

print(confusion_matrix(test_kinds, guessed))
print(classification_report(test_kinds, guessed))

# %% [markdown]
# Rows are the truth, columns the answer. What these numbers mean, and when which of them misleads, is a lesson of its
# own.
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Why is it called regression?* It is a linear regression of the log-odds. The classification comes after it, by a
#    threshold.
# 2. *A weight is 0.7. What does that mean?* One unit more of its column adds 0.7 to the log-odds: it multiplies the odds by
#    $e^{0.7} \approx 2$, the other columns being equal.
# 3. *Why cross-entropy and not squared error?* It is likelihood; it is convex in the weights; and its slope $p - y$ stays
#    large where the model is sure and wrong, where that of the squared error vanishes.
# 4. *The training ends with enormous weights and a loss near 0. What is the matter?* The classes can be parted, so the best
#    weights are infinite. Penalise.
# 5. *Newton or descent?* Newton needs no rate and a handful of steps, each $n d^2 + d^3$; descent needs many, each $n d$. L-BFGS lies
#    in between and is the usual choice.
# 6. *Must the threshold be 0.5?* No. The model gives probabilities; where to cut depends on what each kind of mistake
#    costs. Missing an illness costs more than a second test.
