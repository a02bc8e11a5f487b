# ---
# title: Trees and forests
# minutes: 60
# needs: [metrics]
# goals:
#   - Say how good a question is, and find the best one
#   - Grow a tree by asking again and again, and read it aloud
#   - See a tree learn its rows by heart, and know what holds it back
#   - Let a hundred trees vote, and judge them by rows they never saw
#   - Ask which columns count, and know when the answer misleads
# ---

# %% [markdown]
# # Trees and forests
#
# How does a botanist tell one iris from another? Not by a weighted sum. She asks: is the petal wider than 1.75 cm? If
# so, virginica. This lesson builds a model that works like that: it finds its questions by itself, and it can tell you
# why it said what it said.
#
# ## How good is a question?
#
# Take versicolor and virginica again, fifty of each, and ask about the width of the petal.

# %%
import numpy as np

from firsthand.course import yours
from firsthand.data import load

iris = load("iris")
both = iris.y > 0
width = iris.X[both][:, 3]
kind = np.array(iris.classes)[iris.y[both]]

for name, side in (("all", width > 0), ("width <= 1.75", width <= 1.75), ("width >  1.75", width > 1.75)):
    kinds, counts = np.unique(kind[side], return_counts=True)
    print(f"{name:14}", dict(zip(kinds.tolist(), counts.tolist(), strict=True)))

# %% [markdown]
# Before the question anything is possible; after it either side is nearly of one kind. A good question leaves groups
# that are **pure**. To find the best question, we need a number for how mixed a group is.
#
# Draw a member, put it back, and draw another. How likely are they of different kinds? If the shares of the kinds are
# $p_1, p_2, \dots$, both are of kind $k$ with probability $p_k^2$, so they differ with probability
#
# $$\text{gini} = 1 - \sum_k p_k^2$$

# %% exercise="gini"
gini = yours("gini")

# %%
for name, side in (("all", width > 0), ("width <= 1.75", width <= 1.75), ("width >  1.75", width > 1.75)):
    print(f"{name:14} gini {gini(kind[side]):.3f}")

# %% [markdown]
# There is another measure, and you know it: the mean surprise. A kind with share $p$ surprises by $\log_2 \frac{1}{p}$ bits,
# and it comes with probability $p$:
#
# $$\text{entropy} = -\sum_k p_k \log_2 p_k$$
#
# One bit is one question with yes or no, so four kinds that are equally frequent cost two bits. The decrease of the
# entropy by a question is called **information gain**.

# %% exercise="entropy"
entropy = yours("entropy")

# %%
from firsthand.figures.trees import curves

share = np.arange(101)
groups = [np.repeat([0, 1], [100 - count, count]) for count in share]

curves(
    share / 100,
    {
        "gini": [gini(group) for group in groups],
        "half the entropy": [entropy(group) / 2 for group in groups],
        "share of the smaller kind": np.minimum(share, 100 - share) / 100,
    },
    "share of virginica",
    "how mixed",
)

# %% [markdown]
# Gini and entropy hardly differ, and trees grown with either are much the same. But why not simply count the mistakes,
# the share of the smaller kind? Because its sides are straight. Take 40 flowers of each of two kinds, and two ways to part
# them: into (30, 10) and (10, 30), or into (20, 40) and (20, 0). Both leave 20 mistakes. But the second has made a pure
# group, with which we are done. A curve that bends sees that; a straight line does not:

# %%
for name, sides in (("(30, 10) (10, 30)", [(30, 10), (10, 30)]), ("(20, 40) (20, 0)", [(20, 40), (20, 0)])):
    parts = [np.repeat([0, 1], counts) for counts in sides]
    left_over = sum(len(part) * gini(part) for part in parts) / 80
    print(f"{name:18} mistakes {sum(min(counts) for counts in sides)}   mean gini {left_over:.3f}")

# %% [markdown]
# ## The best question
#
# A question about a number is a **threshold**. Only its place between two neighbouring values matters, so try one
# halfway between each two, and keep the one that lowers the impurity most. The two sides count by their size:
#
# $$\text{decrease} = \text{impurity}(\text{all}) - \frac{n_\text{left}}{n}\, \text{impurity}(\text{left})
# - \frac{n_\text{right}}{n}\, \text{impurity}(\text{right})$$

# %% exercise="best_split"
best_split = yours("best_split")

# %%
from firsthand.figures.trees import cuts

threshold, decrease = best_split(width, kind, gini)
print(
    f"cut at {threshold:g}: gini falls by {decrease:.4f}; by entropy at {best_split(width, kind, entropy)[0]:g}"
)

values = np.unique(width)
worths = {}
for cut in (values[:-1] + values[1:]) / 2:
    left = width <= cut
    worths[cut] = gini(kind) - left.mean() * gini(kind[left]) - (~left).mean() * gini(kind[~left])

cuts(width, kind == "virginica", worths, ["versicolor", "virginica"], "petal width in cm")

# %% [markdown]
# ## A tree of one question
#
# With several columns, do this for each and ask about the best. Then each side needs an answer: the kind that is most
# frequent there. That is the smallest tree, a **stump**.

# %% exercise="grow_stump"
grow_stump = yours("grow_stump")

# %%
kinds = np.array(iris.classes)[iris.y]
names = [name.replace(" (cm)", "") for name in iris.features]

feature, threshold, left, right = grow_stump(iris.X, kinds)
print(f"{names[feature]} <= {threshold:g}?  yes: {left}, no: {right}")

# %% [markdown]
# Of all 150 flowers and four columns this is the best first question: it sets the whole of setosa apart. (The width of the
# petal, cut at 0.8, does it just as well; which of the two is asked is a matter of taste.) The other two kinds are still
# together. What now?
#
# ## And again
#
# Ask the next question on each side, and the next on each side of that. A tree is stumps all the way down:

# %%


def grow(X, y, depth):
    """Give nested questions (feature, threshold, if yes, if no); a leaf is a label."""
    labels, counts = np.unique(y, return_counts=True)
    if depth == 0 or len(labels) == 1:
        return labels[counts.argmax()]
    feature, threshold, _, _ = grow_stump(X, y)
    yes = X[:, feature] <= threshold
    return feature, threshold, grow(X[yes], y[yes], depth - 1), grow(X[~yes], y[~yes], depth - 1)


def answer(tree, row):
    """Walk down to a leaf."""
    while isinstance(tree, tuple):
        feature, threshold, if_yes, if_no = tree
        tree = if_yes if row[feature] <= threshold else if_no
    return tree


tree = grow(iris.X, kinds, 3)
print("right:", np.sum([answer(tree, row) for row in iris.X] == kinds), "of", len(kinds))

# %% [markdown]
# Twelve lines, and they are the whole idea; the library's `DecisionTreeClassifier` only does it faster (it sorts a column
# once instead of parting the rows anew for each threshold). It can print its rules. Beside it stands scikit-learn:

# %%
from sklearn.tree import DecisionTreeClassifier as TheirTree
from sklearn.tree import export_text

from firsthand.classical import DecisionTreeClassifier

ours = DecisionTreeClassifier(max_depth=3).fit(iris.X, kinds)
theirs = TheirTree(max_depth=3, random_state=42).fit(iris.X, kinds)

print(ours.rules(names))
print("the same as scikit-learn's:", ours.rules(names) == export_text(theirs, feature_names=names))

# %% [markdown]
# A leaf does not have to be pure: here the depth ended it. And the last question on the right seems idle, since both
# its answers are virginica. It is not for nothing: it parts a mixed group from a pure one, so the *shares* differ. In
# the picture the bars are those shares:

# %%
from firsthand.figures.trees import diagram

diagram(ours.tree_, names, iris.classes)

# %% [markdown]
# A tree needs no scaling, since a threshold does not care for units. It takes columns of any kind side by side. And it
# explains itself: *not setosa, since the petal is longer than 2.45 cm; virginica, since it is wider than 1.75 cm.*
#
# ## Numbers instead of kinds
#
# To predict a number, change two things: a group is mixed if its numbers lie far apart, so the impurity is the
# **variance**; and a leaf answers with the mean. Your `best_split` takes any impurity. Here are the hundred houses
# from the lesson on linear regression:

# %%
from firsthand.classical import DecisionTreeRegressor
from firsthand.figures.trees import steps

rng = np.random.RandomState(42)
size = rng.uniform(1, 10, 100)
price = 50 * size + 100 + rng.normal(0, 30, 100)

print(f"the best first question: is the size at most {best_split(size, price, np.var)[0]:.2f}?")
small = DecisionTreeRegressor(max_depth=2).fit(size[:, np.newaxis], price)
print(small.rules(["size"]))

# %%
deep = DecisionTreeRegressor().fit(size[:, np.newaxis], price)
normal_equation = yours("normal_equation")
slope, intercept = normal_equation(np.column_stack([size, np.ones(100)]), price)

steps(
    size,
    price,
    {
        "depth 2": small.predict,
        "to the end": deep.predict,
        "a line": lambda x: slope * x[:, 0] + intercept,
    },
    "size",
    "price",
)

# %% [markdown]
# A tree draws steps. Two levels give four of them, too coarse; grown to the end it goes through every point, chance
# included. Here the truth is a line, and the line wins. And look at both ends: a tree cannot say anything that it has
# not seen, so beyond the last house it goes on level. Never let one forecast what grows.
#
# ## By heart
#
# Back to the flowers, and harder: only the sepals are known, length and width. Grow the tree deeper and deeper:

# %%
from firsthand.figures.trees import territories

sepals = iris.X[:, :2]
columns = ["sepal length in cm", "sepal width in cm"]
models = {}
for depth in (1, 3, 5, None):
    model = DecisionTreeClassifier(max_depth=depth).fit(sepals, iris.y)
    models[f"depth {model.get_depth()}: {model.score(sepals, iris.y):.0%} right"] = model.predict_proba

territories(sepals, iris.y, models, columns, iris.classes)

# %% [markdown]
# With each level more flowers are right, until every one has a plot of its own (93 % and not 100 %, because some flowers
# of different kinds measure the same). It is nearly perfect, and it is wrong: those slivers are single flowers learned
# by heart. (It leaves blank what it cannot tell.) Ask flowers that it has not seen, by 10-fold cross-validation:

# %%
from firsthand.classical import cross_validate

depths = np.arange(1, 13)
by_depth = [cross_validate(DecisionTreeClassifier(max_depth=d), sepals, iris.y, cv=10) for d in depths]

curves(
    depths,
    {
        "flowers it has seen": [found.train.mean() for found in by_depth],
        "flowers it has not": [found.mean for found in by_depth],
    },
    "depth",
)

# %% [markdown]
# This picture belongs to every model there is. At the left it is too simple and both curves are low: it
# **under-fits**. At the right the curves part: it **over-fits**. The best depth lies between, and cross-validation finds
# it. Another brake is the size of the leaves (`min_samples_leaf`): no group smaller than that.

# %%
for leaf in (1, 2, 5, 10, 20):
    found = cross_validate(DecisionTreeClassifier(min_samples_leaf=leaf), sepals, iris.y, cv=10)
    print(f"at least {leaf:2} in a leaf: seen {found.train.mean():.3f}, unseen {found}")

# %% [markdown]
# ## One tree is erratic
#
# To hold a tree back is one way. There is another, and it begins with a fault. See what happens to a deep tree when the data is only a little
# different. We have no other flowers, but we can draw 150 from these 150 with replacement: some come twice or more
# often, some not at all. That is a **bootstrap sample**.

# %% exercise="bootstrap_sample"
bootstrap_sample = yours("bootstrap_sample")

# %%
rng = np.random.RandomState(0)
part = np.mean([len(np.unique(bootstrap_sample(150, rng))) / 150 for _ in range(1000)])

print(f"rows that are in a sample:  {part:.1%}")
print(f"1 - (1 - 1/150) ** 150:     {1 - (1 - 1 / 150) ** 150:.1%}")
print(f"1 - 1/e:                    {1 - np.exp(-1):.1%}")

# %% [markdown]
# Grow a tree on each of a hundred samples, to the end, and let them vote. Of the two trees that you will see, each was
# sure of its slivers, and they do not agree where these are.

# %% exercise="majority_vote"
majority_vote = yours("majority_vote")

# %%
rng = np.random.RandomState(1)
samples = [bootstrap_sample(150, rng) for _ in range(100)]
grown = [DecisionTreeClassifier().fit(sepals[rows], iris.y[rows]) for rows in samples]


def shares_of(trees):
    """Give a function of places: which share of the trees votes for each kind."""
    return lambda places: np.stack(
        [np.mean([tree.predict(places) == k for tree in trees], axis=0) for k in range(3)], axis=1
    )


territories(
    sepals,
    iris.y,
    {
        "one tree": shares_of(grown[:1]),
        "another": shares_of(grown[1:2]),
        "ten vote": shares_of(grown[:10]),
        "a hundred vote": shares_of(grown),
    },
    columns,
    iris.classes,
)

# %% [markdown]
# What all trees have seen, they agree on; their whims differ, and cancel out. The borders are smooth now, and pale where
# the trees are divided, although each tree on its own is as jagged as ever. That is **bagging**.
#
# How much it helps depends on how different the trees are. The mean of $T$ guesses, each with variance $\sigma^2$ and any
# two with correlation $\rho$, has variance
#
# $$\rho\, \sigma^2 + \frac{1 - \rho}{T}\, \sigma^2$$
#
# More trees remove the second part; the first stays. To lower $\rho$, a **random forest** lets each question choose among
# a few columns only, drawn anew (the root of their number, usually). Each tree gets a little worse, and all together
# better.

# %% [markdown] explorable="forest_border"
# Grow one tree to depth 10 and find its islands; then add trees, and watch the flowers that it has not seen. Then hold
# the trees back by depth, or by the size of their leaves. (The page shows this as a figure with sliders; in a notebook, change the numbers in the cells
# above.)

# %% [markdown]
# ## A test that cost nothing
#
# Each tree has missed about a third of the flowers. So ask it about those! Every flower is judged by the trees that never
# saw it, and no flower had to be kept aside. These rows are called **out of bag**.

# %% exercise="out_of_bag_rows"
out_of_bag_rows = yours("out_of_bag_rows")

# %%
votes = np.zeros((150, 3))
for rows, one in zip(samples, grown, strict=True):
    unseen = out_of_bag_rows(rows, 150)
    votes[unseen, one.predict(sepals[unseen])] += 1

everybody = majority_vote(np.array([one.predict(sepals) for one in grown]))
print(f"trees asked about each flower:  {votes.sum(axis=1).mean():.1f} of 100")
print(f"all trees, on what they saw:    {np.mean(everybody == iris.y):.3f}")
print(f"out of bag:                     {np.mean(votes.argmax(axis=1) == iris.y):.3f}")

# %% [markdown]
# The first number is praise from the pupils of one's own class, the second is honest. The library's
# `RandomForestClassifier` does all this, and draws columns too. On all four columns, with a third of the flowers held
# out for comparison:

# %%
from sklearn.ensemble import RandomForestClassifier as TheirForest

from firsthand.classical import RandomForestClassifier, train_test_split

train, test, train_y, test_y = train_test_split(iris.X, iris.y, test_size=50, random_state=0, stratify=iris.y)
for name, Forest in (("ours", RandomForestClassifier), ("scikit-learn", TheirForest)):
    forest = Forest(100, oob_score=True, random_state=42).fit(train, train_y)
    found = cross_validate(Forest(100, random_state=42), iris.X, iris.y, cv=5)
    print(
        f"{name:13} out of bag {forest.oob_score_:.3f}   held out {forest.score(test, test_y):.3f}   5 folds {found}"
    )

# %% [markdown]
# The 5-fold accuracy is about 96 %, for both, and three ways to measure without cheating say nearly the same. (Ours and
# theirs draw other samples, so they agree as two draws do, not to the last digit.) How many trees does one need?

# %%
numbers = [3, 5, 10, 20, 50, 100, 200]
by_number = [RandomForestClassifier(n, oob_score=True, random_state=0).fit(sepals, iris.y) for n in numbers]

curves(
    numbers,
    {
        "flowers it has seen": [forest.score(sepals, iris.y) for forest in by_number],
        "out of bag": [forest.oob_score_ for forest in by_number],
    },
    "trees",
    log=True,
)

# %% [markdown]
# More trees do not over-fit: they only stop helping. So their number is no setting to tune: take as many as you
# have patience for. The size of the leaves still matters, for each tree.
#
# So is a forest better than one tree that is held back? Ask the sepals again, and then 178 wines with 13 measurements each,
# from three growers. A tree of every depth gets its chance, and the best of them is what the forest has to beat:

# %%
wine = load("wine")
for what, X, y in (("sepals, 2 columns", sepals, iris.y), ("wines, 13 columns", wine.X, wine.y)):
    trees = [cross_validate(DecisionTreeClassifier(max_depth=d), X, y, cv=10).mean for d in range(1, 13)]
    forest = cross_validate(RandomForestClassifier(100, random_state=0), X, y, cv=10).mean
    print(f"{what}: best tree {max(trees):.3f} (depth {np.argmax(trees) + 1})   forest {forest:.3f}")

# %% [markdown]
# Not always! Two columns leave the trees little to differ in, and where the kinds overlap each of them learns the same flowers by
# heart: the small tree wins. With thirteen columns the trees go different ways, and together they know far more than the
# best of them. (And even that best one was chosen with these very folds, which flatters it.)
#
# ## Which columns count?
#
# Each split took away some impurity. Add up by column what its splits took away, and you have the **impurity
# importance**, for free. Here are 442 people with diabetes: ten columns, and how far the illness went within a year. To
# keep the measure honest we add a column of random numbers, which cannot mean anything.

# %%
from firsthand.classical import RandomForestRegressor, permutation_importance
from firsthand.figures.trees import importances

diabetes = load("diabetes")
table = np.column_stack([diabetes.X, np.random.default_rng(0).random(442)])
labels = [*diabetes.features, "random"]
train, test, train_y, test_y = train_test_split(table, diabetes.y, test_size=0.3, random_state=0)

forest = RandomForestRegressor(200, random_state=0).fit(train, train_y)
shuffled = permutation_importance(forest, test, test_y, n_repeats=20, random_state=0)

importances(labels, forest.feature_importances_, shuffled.mean, shuffled.std)

# %%
order = np.argsort(-forest.feature_importances_)
print("by impurity:   ", ", ".join(labels[i] for i in order))
print("by permutation:", ", ".join(labels[i] for i in np.argsort(-shuffled.mean)))
print(
    f"random: {forest.feature_importances_[-1]:.3f} by impurity, {shuffled.mean[-1]:.3f} ± {shuffled.std[-1]:.3f} by permutation"
)

# %% [markdown]
# The random column beats half of the others! (Other draws of it beat three to five of the ten.) It has 442 different values, so deep in a tree, where few rows are left, there
# is always some cut that happens to fit. Sex has two values, and one chance to be cut. Impurity importance is measured
# on the rows the trees were grown on, so it counts what they learned by heart.
#
# **Permutation importance** asks otherwise: shuffle one column of *unseen* rows, and see by how much the score falls. The
# random column falls to about nothing, which is as near as 133 rows can tell, and so does much else. It has a trap of its own: if two columns say the same, either can
# stand in for the other, and both look useless.
#
# ## What to take with you
#
# | | one tree | a forest |
# |---|---|---|
# | explains itself | yes, as rules | no; importances at most |
# | another sample of the rows | another tree | hardly any change |
# | what holds it back | depth, size of the leaves | voting; size of the leaves |
# | cost | one tree | a hundred, side by side on all cores |
# | beyond the data it has seen | level | level |
#
# Forests need next to no tuning, and they are hard to beat on tables. What beats them is trees that learn from each
# other's mistakes instead of voting: **boosting**, the next lesson.
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Gini or entropy?* Hardly matters. Both bend, so both reward a pure side; counting mistakes does not.
# 2. *Does a tree need scaled columns?* No. Stretch a column, or take its logarithm, and the same rows are parted.
# 3. *Your tree is 100 % right on the training rows. Good?* It tells you nothing: any tree grown to the end is, unless equal
#    rows have different labels. Look at unseen rows.
# 4. *Why is a question chosen greedily, and what can go wrong?* The best tree cannot be found in reasonable time. On a
#    chessboard (label 1 where one of two columns is high, but not both) no first question is worth anything, although two
#    together solve it.
# 5. *Why does bagging help, and why draw columns too?* The mean of many erratic trees is less erratic, the more so the less
#    they resemble one another. Drawing columns makes them differ. The bias of a tree stays as it is.
# 6. *How many trees?* As many as you can afford. Out of bag you see where it stops helping.
# 7. *How large a part of the rows is out of bag, and why?* $(1 - \frac{1}{n})^n \approx \frac{1}{e}$, about 37 %.
# 8. *An id column has the highest importance. What happened?* By impurity, columns with many values can always be cut. Use
#    permutation on unseen rows (and throw the id out).
