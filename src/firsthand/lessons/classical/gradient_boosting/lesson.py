# ---
# title: Gradient boosting
# minutes: 60
# needs: [trees_and_forests]
# goals:
#   - Add up small trees by hand, each fitted to what the others left over
#   - Say why a residual is a negative gradient, and what a leaf and a split are worth under any loss
#   - Hold your own machine against XGBoost and LightGBM
#   - Choose the number of rounds without looking at the test rows
# ---

# %% [markdown]
# # Gradient boosting
#
# A forest grows large trees, each without knowing of the others, and averages them. Boosting does the opposite: it grows
# **small trees one after the other, and each repairs what those before it left wrong**. On tables it is what most people
# try first and most contests are won with.
#
# Begin with one column, so that everything can be seen. The truth is a curve that we know, and the points are off by
# chance with a standard deviation of 0.3.

# %%
import numpy as np

from firsthand.classical import DecisionTreeRegressor
from firsthand.course import whose, yours

rng = np.random.default_rng(0)
x = np.sort(rng.uniform(0, 10, 100))


def truth(x):
    return np.sin(x) + x / 5


y = truth(x) + rng.normal(0, 0.3, 100)
at = np.linspace(0, 10, 400)  # where we draw

mse = yours("mse")
stump = DecisionTreeRegressor(max_depth=1).fit(x[:, None], y)
print(f"the mean:     {mse(y, np.full(100, y.mean())):.3f}")
print(f"one stump:    {mse(y, stump.predict(x[:, None])):.3f}")
print(f"by chance:    {mse(y, truth(x)):.3f}")

# %% [markdown]
# A **stump** is a tree with one question. It knows two answers, and this curve has many more. Do not grow a larger tree:
# ask what the stump has left over.

# %% exercise="boosting_residuals"
boosting_residuals = yours("boosting_residuals")

# %% [markdown]
# Fit a second stump to what is left, and add it. Then a third to what is left after that.

# %%


def boost(rounds, rate, depth):
    """The sum of trees after each round: at the points, and where we draw."""
    here, there = [np.full(100, y.mean())], [np.full(400, y.mean())]
    for _ in range(rounds):
        left_over = boosting_residuals(y, here[-1])
        tree = DecisionTreeRegressor(max_depth=depth).fit(x[:, None], left_over)
        here.append(here[-1] + rate * tree.predict(x[:, None]))
        there.append(there[-1] + rate * tree.predict(at[:, None]))
    return np.array(here), np.array(there)


here, there = boost(3, rate=1, depth=1)
for rounds, guess in enumerate(here):
    print(f"after {rounds} rounds: {mse(y, guess):.3f}")

# %%
from firsthand.figures.boosting import one_by_one

one_by_one(x, y, at, here, there)

# %% [markdown]
# That is the whole method. The model is a sum:
#
# $$F(x) = \text{mean} + \text{tree}_1(x) + \text{tree}_2(x) + \dots$$
#
# Each stump is a step, so the sum has one step more with each round, at most. The second and the third helped far less than
# the first, for each has only one cut for all the points at once. It needs more rounds.
#
# ## A little at a time
#
# Each tree is fitted to this sample, chance included. So believe it only a little: add not the tree but a part of it.
# That part is the **learning rate**, and cutting it down is called **shrinkage**.

# %%
from firsthand.figures.boosting import sums_growing

_, there = boost(200, rate=0.1, depth=2)
sums_growing(x, y, at, {f"{k} rounds": there[k] for k in (3, 10, 50, 200)}, truth(at))

# %% [markdown]
# After 3 rounds it is timid, after 50 close to the curve, and after 200 it has begun to run after single points. We know
# the truth here, so we can measure how far from it each sum is:

# %%
from firsthand.figures.boosting import losses_by_round

paths = {rate: boost(200, rate, depth=2) for rate in (1, 0.1, 0.03)}
off = {rate: np.mean((sums - truth(at)) ** 2, axis=1) for rate, (_, sums) in paths.items()}
for rate, errors in off.items():
    print(
        f"rate {rate:<5} best {errors.min():.3f} after {errors.argmin():3} rounds, then {errors[-1]:.3f}; "
        f"on its own points {mse(y, paths[rate][0][-1]):.3f}"
    )

losses_by_round(
    {f"rate {rate}": errors for rate, errors in off.items()},
    {f"rate {rate}": int(errors.argmin()) for rate, errors in off.items()},
    "squared distance to the truth",
    "log",
)

# %% [markdown]
# Three things to take along:
#
# - On its own points the error falls with every round, at rate 1 down to 0. **The training error says nothing about when to stop.**
# - At rate 1 the best is 0.041. At 0.1 it is 0.024: small steps come closer to the truth.
# - They need more rounds: 5 at rate 1, 52 at 0.1, 184 at 0.03. Rate and rounds go together, about one against the other.

# %% [markdown] explorable="boosted_curve"
# Choose a depth, then let the rounds grow. When does the sum begin to run after single points, and how does the rate move
# that moment? (The page shows this as a figure with sliders; in a notebook, change the numbers in the cells above.)

# %% [markdown]
# ## Why "gradient"
#
# Take the loss of one row, $\frac{1}{2}(F - y)^2$, and ask how it changes with the prediction $F$. The answer is $F - y$. So
# the residual $y - F$ is the **negative gradient**: the way downhill. Measure it:

# %%
numerical_gradient = yours("numerical_gradient")

some, guesses = y[:4], np.zeros(4)
print("measured:  ", -numerical_gradient(lambda F: np.sum((F - some) ** 2) / 2, guesses).round(4))
print("residuals: ", boosting_residuals(some, guesses).round(4))

# %% [markdown]
# So boosting is the gradient descent that you know, with one difference: what is moved are not weights but the
# **predictions themselves**, one number for each row. And why a tree, if the gradient says directly where each row should
# go? Because it says so for the training rows only. The tree turns a list of wishes into a rule that new rows can follow.
#
# This is worth more than a new name, since it works for **any loss with a gradient**. For two classes, let the sum be a score
# and the loss be the cross-entropy: then each row's gradient is $p - y$, and the next tree is fitted to $y - p$.
#
# ## What should a leaf say?
#
# The tree has sorted the rows into leaves. What number should a leaf give to its rows? For the squared error the mean of
# their residuals. For other losses the gradient says the way and not how far. You know the cure: look at the curvature too,
# and take **Newton's step**. If a row has gradient $g$ and curvature $h$, and the leaf adds $v$, the loss of its rows
# changes by about
#
# $$G v + \tfrac{1}{2} H v^2 \qquad G = \sum g, \quad H = \sum h$$
#
# Add a price for large values, as ridge did, $\frac{1}{2} \lambda v^2$, and the lowest point lies at
#
# $$v = -\frac{G}{H + \lambda}$$

# %% exercise="leaf_value"
leaf_value = yours("leaf_value")

# %%
print("squared error: each row has a residual of 2, so g = -2 and h = 1")
for n in (1, 5, 100):
    ones = np.ones(n)
    print(
        f"  {n:3} rows: without a price {leaf_value(-2 * ones, ones, 0):.2f}, lambda = 1: {leaf_value(-2 * ones, ones):.2f}"
    )

# %% [markdown]
# A leaf with a single row is believed by half, one with a hundred nearly entirely: $\lambda$ acts like so many rows that are
# content with 0. Now two classes. A leaf has ten rows, nine of them 1, and the score so far is 0 for all of them:

# %%
sigmoid = yours("sigmoid")

labels = np.array([1] * 9 + [0])
score = 0.0
for step in range(1, 4):
    p = sigmoid(np.full(10, score))
    score += leaf_value(p - labels, p * (1 - p), 0)
    print(f"after {step} trees: score {score:.3f}, probability {sigmoid(np.array(score)):.3f}")
print(f"the best score, log(9): {np.log(9):.3f}")

# %% [markdown]
# The mean of $y - p$ would have been 0.4, a timid step. Newton's first is 1.6, and after three it is there.
#
# ## What is a split worth?
#
# Put the best $v$ into the formula for the loss, and what remains is $-\frac{1}{2} \frac{G^2}{H + \lambda}$: that is how far one
# leaf can bring the loss down. Cut it in two, and each side has a $G$ and an $H$ of its own. So a cut **gains**
#
# $$\frac{1}{2} \left( \frac{G_L^2}{H_L + \lambda} + \frac{G_R^2}{H_R + \lambda} - \frac{G^2}{H + \lambda} \right)$$
#
# It takes the place of gini and variance, whatever the loss.

# %% exercise="split_gain"
split_gain = yours("split_gain")

# %% [markdown]
# Try every cut of the curve, and let XGBoost grow one stump on the same points:

# %%
import xgboost

gradient, curvature = y.mean() - y, np.ones(100)
thresholds = (x[1:] + x[:-1]) / 2
gains = [split_gain(gradient, curvature, x < threshold) for threshold in thresholds]
best = int(np.argmax(gains))
left = x < thresholds[best]
print(
    f"{whose(split_gain, leaf_value) + ':':8} x < {thresholds[best]:.4f}  gain {gains[best]:.4f}  leaves "
    f"{leaf_value(gradient[left], curvature[left]):.4f} and {leaf_value(gradient[~left], curvature[~left]):.4f}"
)

theirs = xgboost.XGBRegressor(
    n_estimators=1, max_depth=1, learning_rate=1, base_score=y.mean(), tree_method="exact", n_jobs=1
).fit(x[:, None], y)
print("XGBoost:", *theirs.get_booster().get_dump(with_stats=True)[0].split(), sep="\n  ")

# %% [markdown]
# The same cut and the same leaves. XGBoost prints the gain without the half, which changes no choice.
#
# ## Why it is fast: bins
#
# With 100,000 rows there would be 99,999 cuts to try, for every column, in every node. But neighbouring cuts gain nearly
# the same. So sort each column once into a few bins with equally many rows each. A node then adds up the gradients in each
# bin, which takes one pass over its rows, and looks at the borders between bins only.

# %%
many = rng.uniform(0, 10, 20_000)
target = truth(many) + rng.normal(0, 0.3, 20_000)
g = target.mean() - target


def gains_of_cuts(G, H):
    """The gain of a cut after each group of rows but the last, from the groups' sums."""
    left_g, left_h = np.cumsum(G)[:-1], np.cumsum(H)[:-1]
    right_g, right_h = G.sum() - left_g, H.sum() - left_h
    return (left_g**2 / (left_h + 1) + right_g**2 / (right_h + 1) - G.sum() ** 2 / (H.sum() + 1)) / 2


best_of_all = gains_of_cuts(g[np.argsort(many)], np.ones(20_000)).max()
for n_bins in (4, 32, 255):
    borders = np.quantile(many, np.linspace(0, 1, n_bins + 1))
    bins = np.searchsorted(borders[1:-1], many, side="right")
    gained = gains_of_cuts(np.bincount(bins, weights=g), np.bincount(bins)).max()
    print(
        f"{n_bins:3} bins: {n_bins - 1:3} cuts, the best gains {gained / best_of_all:.2%} of what the best of 19,999 does"
    )

# %%
from firsthand.figures.boosting import cuts

borders = np.quantile(many, np.linspace(0, 1, 33))
bins = np.searchsorted(borders[1:-1], many, side="right")
held = np.bincount(bins, weights=g)
gained = gains_of_cuts(held, np.bincount(bins))
print(
    f"{whose(split_gain)}, at the best border:",
    round(split_gain(g, np.ones(20_000), bins <= gained.argmax()), 2),
    "the bins:",
    gained.max().round(2),
)

cuts(borders, held, gained)

# %% [markdown]
# 255 bins fit into one byte a number, which is why that is a usual number. And a trick halves the rest: the bins of a node
# are the sum of its children's, so only the smaller child is counted and the larger one is what remains. XGBoost, LightGBM
# and this library all work so.
#
# ## Houses
#
# Now the real thing. California in 1990: 20,640 blocks of houses, eight columns, and what a house cost in the middle, in
# 100,000 dollars. The lesson downloads nothing by itself. If the file is not on your computer, it takes a made table in its
# place: Friedman's, where five of ten columns matter, and chance has a standard deviation of 1.

# %%
from sklearn.datasets import make_friedman1

from firsthand.classical import train_test_split
from firsthand.data import describe, load

state = next(entry for entry in describe() if entry.name == "california_housing")
if state.where in ("FIRSTHAND_DATA", "cache"):
    houses = load("california_housing")
    X, price, names = houses.X, houses.y, houses.features
    print(houses.source)
else:
    X, price = make_friedman1(5_000, 10, noise=1.0, random_state=0)
    names = [f"x{column}" for column in range(10)]
    print("Friedman's table in place of California. For the real one (0.4 MB):", state.todo)

rest, test, rest_price, test_price = train_test_split(X, price, test_size=0.2, random_state=0)
print(len(rest), "rows to learn from,", len(test), "to judge by")

# %% [markdown]
# Ours, XGBoost and LightGBM, at the same settings: 200 trees of depth 6, at rate 0.1. The numbers are **RMSE**, the
# root of the mean squared error, in units of the target.

# %%
from lightgbm import LGBMRegressor
from xgboost import XGBRegressor

from firsthand.classical import GradientBoostingRegressor, LinearRegression


def rmse(truth, guess):
    return np.sqrt(mse(truth, guess))


settings = {"n_estimators": 200, "max_depth": 6, "learning_rate": 0.1, "n_jobs": 1}
models = {
    "a straight line": LinearRegression(),
    "ours": GradientBoostingRegressor(**settings),
    "XGBoost": XGBRegressor(**settings),
    "LightGBM": LGBMRegressor(**settings, num_leaves=64, verbose=-1),
}
print(f"{'the mean':16} {rmse(test_price, rest_price.mean()):.4f}")
for name, model in models.items():
    model.fit(rest, rest_price)
    # LightGBM's wrapper asks for names of columns, so it is asked without it.
    guess = model.booster_.predict(test) if name == "LightGBM" else model.predict(test)
    print(f"{name:16} {rmse(test_price, guess):.4f}")

# %% [markdown]
# Three machines, one method, and nearly one answer: on California they lie within 1 % of each other, and another split of
# the rows puts them in another order. They differ in where they cut their bins, and LightGBM grows the leaf that gains most
# first, where the other two grow level by level.
#
# ## How many rounds?
#
# You cannot ask the training rows, as you have seen. And you must not ask the test rows: whoever picks the round at which
# the test error is lowest reports the luckiest of many numbers, and has nothing left to judge by. (It happens often:
# `eval_set=[(X_test, y_test)]` with early stopping does just that.) So **hold out a part of the training rows**, learn from
# the others, and watch the loss on that part.

# %%
watched = GradientBoostingRegressor(
    400, learning_rate=0.3, n_iter_no_change=400, validation_fraction=0.1, random_state=0
).fit(rest, rest_price)

losses_by_round(
    {"rows it learns from": watched.train_loss_, "rows held out": watched.validation_loss_},
    {"rows held out": int(watched.validation_loss_.argmin())},
    yscale="log",
)

# %% [markdown]
# The two curves part early. What the model gains on its own rows after that is mostly learned by heart, and from some
# round on the rows held out have nothing of it: the curve lies flat and slowly rises.
#
# **Early stopping** does not wait for the end: when so many rounds in a row (the **patience**) have brought nothing new,
# it stops, and keeps the rounds up to the best.

# %% exercise="best_round"
best_round = yours("best_round")

# %%
for patience in (1, 5, 20, 50):
    kept = best_round(watched.validation_loss_, patience)
    print(
        f"patience {patience:2}: keeps {kept:3} rounds, held-out RMSE {np.sqrt(watched.validation_loss_[kept]):.4f}"
    )

stopped = GradientBoostingRegressor(
    400, learning_rate=0.3, n_iter_no_change=20, validation_fraction=0.1, random_state=0
).fit(rest, rest_price)
print("the library, patience 20, keeps", stopped.n_estimators_)

# %% [markdown]
# With a patience of 1, one unlucky round ends it. With more it looks past the bumps, at the price of a few rounds that are
# grown and given up.
#
# ## Rate against rounds
#
# With early stopping the number of rounds takes care of itself, so the rate is free. The same rows held out, four rates:

# %%
curves, kept = {}, {}
for rate in (1.0, 0.3, 0.1, 0.03):
    model = GradientBoostingRegressor(400, learning_rate=rate, n_iter_no_change=100, random_state=0)
    losses = watched.validation_loss_ if rate == 0.3 else model.fit(rest, rest_price).validation_loss_
    curves[f"rate {rate}"], kept[f"rate {rate}"] = losses, best_round(losses, 20)
    print(
        f"rate {rate:<4} keeps {kept[f'rate {rate}']:3} rounds, held-out RMSE {np.sqrt(losses[kept[f'rate {rate}']]):.4f}"
    )

losses_by_round(curves, kept, yscale="log")

# %% [markdown]
# At rate 1 it is over after a few rounds, and at a bad place. 0.3 is better, and 0.1 better again. On California, the 400
# rounds at 0.03 are used up before it has arrived. So the usual recipe is: **take the smallest rate that you have time
# for, many rounds, and let early stopping choose.**
#
# ## What does it look at?
#
# Every split says what it gained, so add the gains up by column. Beside that stands another way to ask: shuffle one column
# of the test rows and see how much worse the predictions become (**permutation importance**, here as shares as well).

# %%
from firsthand.classical import permutation_importance
from firsthand.figures.boosting import importances

ours = models["ours"]
by_shuffling = np.maximum(permutation_importance(ours, test, test_price, random_state=0).mean, 0)
importances(names, {"gain": ours.feature_importances_, "shuffling": by_shuffling / by_shuffling.sum()})

# %% [markdown]
# The two need not agree. For California, income has more than half of the gain; but shuffle latitude and longitude, which
# are asked in many small splits further down, and the predictions suffer most. In Friedman's table the last five columns
# have nothing to tell: shuffling finds that out, while their gain is small and yet not 0, since a tree always finds some cut
# that fits chance. Neither of them says that a column *causes* anything.
#
# ## Missing numbers
#
# Where a number is missing, try both: send all the rows without it to the left, then all to the right, and keep what gains
# more. That is two looks in place of one, and no number has to be invented.

# %%
small = np.array([1.0, 2.0, 3.0, 4.0, np.nan, np.nan])
wanted = np.array([1.0, 1.0, 5.0, 5.0, 6.0, 5.0])
for side, goes_left in (("left", (small <= 2) | np.isnan(small)), ("right", small <= 2)):
    print(
        f"cut at 2, missing go {side:5}: gain {split_gain(wanted.mean() - wanted, np.ones(6), goes_left):.2f}"
    )

# %% [markdown]
# Now hide a fifth of the most important column: once by chance, once the highest fifth, as when those who earn most do
# not say. Beside it what many do first, to fill the gaps with the mean:

# %%


def tried(model, rows, others):
    return f"{rmse(test_price, model.fit(rows, rest_price).predict(others)):.4f}"


column = int(ours.feature_importances_.argmax())
ceiling = np.quantile(rest[:, column], 0.8)
hidden = {
    "a fifth, by chance": lambda rows: np.random.default_rng(len(rows)).random(len(rows)) < 0.2,
    "the highest fifth": lambda rows: rows[:, column] > ceiling,
}
print(f"{'hidden':20}    ours  XGBoost   filled with the mean")
whole = [f"{rmse(test_price, models[name].predict(test)):.4f}" for name in ("ours", "XGBoost", "ours")]
print(f"{'nothing':20}  {'   '.join(whole)}")
for name, mask in hidden.items():
    holes = [rows.copy() for rows in (rest, test)]
    for rows in holes:
        rows[mask(rows), column] = np.nan
    average = np.nanmean(holes[0][:, column])
    filled = [np.where(np.isnan(rows), average, rows) for rows in holes]
    print(
        f"{name:20}  {tried(GradientBoostingRegressor(**settings), *holes)}   {tried(XGBRegressor(**settings), *holes)}"
        f"   {tried(GradientBoostingRegressor(**settings), *filled)}"
    )

# %% [markdown]
# Neither way wins throughout, and what lies between them is little. A gap by chance tells nothing, whatever stands in it. And when the highest are missing, the
# gap says "high"; but so does the pile of rows at exactly the mean, which two cuts set apart from the rest. What the trees
# spare you is the work: nothing to invent, nothing to fit inside each fold, and one cut in place of two.
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Forest or boosting: what is the difference?* A forest averages deep trees that know nothing of each other, against
#    variance; more trees never hurt. Boosting adds shallow trees in turn, each for what is left, against bias; too many
#    rounds do hurt.
# 2. *Why does it work on residuals?* They are the negative gradient of half the squared error by the predictions. For another
#    loss it is that loss's negative gradient.
# 3. *What does XGBoost do beyond that?* It also uses the curvature: leaves say $-G / (H + \lambda)$, splits are chosen by the gain
#    of just that, and $\lambda$ keeps small leaves modest.
# 4. *You halve the learning rate. What else?* About twice the rounds. It often ends a little better, and takes longer.
# 5. *How do you choose the number of rounds?* Early stopping on a part of the training rows, or cross-validation. Never on the
#    test rows: then the test error is the best of many, and too good.
# 6. *Must columns be standardised?* No. A cut depends on the order only, so any rising function of a column gives the same
#    trees on the training rows.
# 7. *It predicts prices up to 5, and new houses cost 8. What happens?* A leaf says what its training rows said. Trees do not
#    extrapolate: where the future is outside of the past, a line may serve better.
