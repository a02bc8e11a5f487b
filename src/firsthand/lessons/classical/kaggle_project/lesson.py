# ---
# title: A Kaggle project
# minutes: 60
# needs: [gradient_boosting]
# goals:
#   - Take a table as it comes, with gaps, names and categories, and make numbers of it
#   - Prepare inside each fold, and see what happens to those who do not
#   - Compare models with intervals, choose one, and say what it goes by
#   - Write a submission, and let one command do all of it for any other table
# ---

# %% [markdown]
# # A Kaggle project
#
# A competition gives you two files. `train.csv` has rows with answers; `test.csv` has rows without. You send in a file
# with your answers for the second, and are told how many were right. The best known of all, and where most people begin, is
# the Titanic: who survived?
#
# The file of the competition may not be passed on. If you have it (with a free Kaggle account), put it where
# `firsthand data` says, and this lesson runs on it; otherwise it runs on invented passengers with the same columns.

# %%
from firsthand.course import yours
from firsthand.lessons.classical.kaggle_project.passengers import passengers

table, source = passengers()
print(source)
table.head()

# %% [markdown]
# The competition keeps the answers of its `test.csv` to itself. So play both sides: a fifth of the rows becomes the test,
# and its answers are locked away. They will be looked at once, at the very end.

# %%
import numpy as np

from firsthand.classical import train_test_split

train, test = train_test_split(
    np.arange(len(table)), test_size=0.2, random_state=42, stratify=table["Survived"]
)
locked_away = table.iloc[test]["Survived"].to_numpy()
train, test = table.iloc[train].reset_index(drop=True), table.iloc[test].drop(columns="Survived")
y = train["Survived"].to_numpy()

print(len(train), "rows with answers,", len(test), "without")

# %% [markdown]
# ## Look first
#
# Before any model: what is in each column, and what is missing?

# %%
from firsthand.figures.columns import missing_shares

print(train.dtypes.to_string())
missing_shares({name: float(train[name].isna().mean()) for name in train.columns})

# %% [markdown]
# Four kinds of columns call for four treatments:
#
# - **Numbers** (age, fare) may have gaps.
# - **Categories** (sex, port) are words of which there are few. The class, 1 to 3, can be taken either way: as a number, since
#   the second lies between the first and the third, or as a category, which leaves open how far apart they are.
# - **Text** (name, ticket, cabin) takes so many values that most of them never come again. Whole, it tells a model next to
#   nothing. What is *in* it may tell a lot, and we come to that.
# - **Numbers of the row** (PassengerId) tell nothing either, and a deep tree would learn them by heart. Out with them.
#
# Which of them has to do with the answer? Shares, with the interval in which chance could have put them:

# %%
from firsthand.figures.columns import rates

groups = {
    f"{sex}, class {k}": y[(train["Sex"] == sex) & (train["Pclass"] == k)]
    for sex in ("female", "male")
    for k in (1, 2, 3)
}
rates(groups, "survived")

# %% [markdown]
# ## The number to beat
#
# A model is worth only what it adds to the best answer that takes no model. Here there are two: everybody as most are, and the
# rule that the picture shouts.

# %%
most_frequent = np.bincount(y).argmax()
women = (train["Sex"] == "female").to_numpy().astype(int)

print(f"everybody the same:  {np.mean(y == most_frequent):.3f}")
print(f"the women survived:  {np.mean(y == women):.3f}")

# %% [markdown]
# Whatever you build must beat the second, or it has only learned in a complicated way that women went first.
#
# ## Gaps
#
# Age is missing for about a fifth of the passengers. A model of numbers cannot take a gap, and dropping the rows is no
# way out: in the test you owe an answer for each. Fill in the middle value, the **median**.
#
# Of which rows? Only of those you train on. It seems harmless to ask the others too, and with a median it nearly is. But
# the rule has no exceptions, since the next step does the same with the answers, and there it is fatal.

# %% exercise="fill_missing"
fill_missing = yours("fill_missing")

# %%
age, age_of_test = fill_missing(train["Age"].to_numpy(), test["Age"].to_numpy())
print(
    "gaps before and after:",
    train["Age"].isna().sum(),
    np.isnan(age).sum(),
    "median:",
    np.nanmedian(train["Age"]),
)

# %% [markdown]
# That an age was missing can itself tell something: nobody could be asked. So keep one more column, 1 where there was a gap.
#
# ## Categories
#
# Three ports. As 0, 1 and 2 the third would be twice the second, and a linear model would believe it. Give each a column of
# its own.

# %% exercise="one_hot"
one_hot = yours("one_hot")

# %%
port = train["Embarked"].fillna("unknown").to_numpy()
columns, _ = one_hot(port, port)
for word, row in zip(port[:5], columns[:5], strict=True):
    print(word, row)

# %% [markdown]
# ## A first model, judged honestly
#
# Five folds, and **everything** that is learned is learned anew in each: the median, the categories, mean and spread, the
# model. One function makes the numbers, from the rows to learn from and the rows to transform. It is all your own code.

# %%
k_fold_indices = yours("k_fold_indices")
standardize = yours("standardize")


def simple(learn, transform):
    """Tables of numbers for both, all that is learned coming from the first."""
    parts = []
    for name in ("Age", "Fare", "SibSp", "Parch"):
        filled = fill_missing(learn[name].to_numpy(), transform[name].to_numpy())
        parts.append([column[:, np.newaxis] for column in filled])
    parts.append([rows["Age"].isna().to_numpy()[:, np.newaxis] for rows in (learn, transform)])
    for name in ("Sex", "Pclass", "Embarked"):
        words = [
            rows[name].astype(object).fillna("unknown").astype(str).to_numpy() for rows in (learn, transform)
        ]
        parts.append(one_hot(*words))
    X, X_new = (np.column_stack(side).astype(float) for side in zip(*parts, strict=True))
    varies = X.std(axis=0) > 0
    return standardize(X[:, varies], X_new[:, varies])


# %%
from firsthand.classical import LogisticRegression


def cross_validated(features, model, folds):
    """The share of right answers in each fold, by a model that has seen nothing of it."""
    scores = []
    for learn, judge in folds:
        X, X_new = features(train.iloc[learn], train.iloc[judge])
        fitted = model.fit(X, y[learn])
        scores.append(np.mean(fitted.predict(X_new) == y[judge]))
    return np.array(scores)


folds = k_fold_indices(len(train), 5, random_state=0)
scores = cross_validated(simple, LogisticRegression(), folds)
print("folds:", scores.round(3))
print(
    f"mean {scores.mean():.3f}, and chance could move that by about {2 * scores.std(ddof=1) / np.sqrt(5):.3f} either way"
)

# %% [markdown]
# That is no clear win over the rule. And look at the spread from fold to fold: a difference of one hundredth between two models
# means nothing here.
#
# ## Categories with many values
#
# There are hundreds of tickets, and as many columns of 0 and 1 would drown the model. A shorter way is to replace a
# category by **what the target did where it occurred**: for a port, the share that survived. One number, however many
# categories.
#
# A ticket that occurs once would get 0 or 1, the fate of its one passenger. So pull every mean towards the mean of all, as
# if the category had been seen in a few more rows, all of them average:
#
# $$\frac{n \cdot m + s \cdot \text{mean}}{n + s}$$
#
# with $n$ rows of mean $m$, and $s$ rows added.

# %% exercise="target_encode"
target_encode = yours("target_encode")

# %%
ports = np.unique(port)
for name, share in zip(ports, target_encode(port, y, ports), strict=True):
    print(f"{name:8} {share:.3f}")

# %% [markdown] explorable="smoothing"
# Raise the smoothing and watch which categories give way first. (The page shows this as a figure with sliders; in a
# notebook, pass `smoothing` in the cell above.)

# %% [markdown]
# ## The trap
#
# Now see what all the caution was for. Throw dice: a column that has nothing to do with anything, with 300 values. Encode it
# by the target over **all** training rows first, and cross-validate afterwards, as many notebooks do.

# %%
dice = np.random.default_rng(1).integers(0, 300, len(train))
everything_at_once = target_encode(dice, y, dice, smoothing=1)


def with_leak(learn, transform):
    X, X_new = simple(learn, transform)
    return np.column_stack([X, everything_at_once[learn.index]]), np.column_stack(
        [X_new, everything_at_once[transform.index]]
    )


def inside_the_fold(learn, transform):
    X, X_new = simple(learn, transform)
    own = target_encode(dice[learn.index], y[learn.index], dice[transform.index], smoothing=1)
    # The rows one learns from must not see themselves either: encode each fifth by the other four.
    among = np.empty(len(learn))
    for others, fifth in k_fold_indices(len(learn), 5, random_state=0):
        among[fifth] = target_encode(
            dice[learn.index[others]], y[learn.index[others]], dice[learn.index[fifth]], smoothing=1
        )
    return np.column_stack([X, among]), np.column_stack([X_new, own])


leaking = cross_validated(with_leak, LogisticRegression(), folds)
honest = cross_validated(inside_the_fold, LogisticRegression(), folds)
print(f"without the dice:                  {scores.mean():.3f}")
print(f"dice encoded over all rows:        {leaking.mean():.3f}")
print(f"dice encoded inside each fold:     {honest.mean():.3f}")

# %%
from firsthand.figures.metrics import luck

luck(
    {"without the dice": scores, "encoded over all rows": leaking, "encoded inside the fold": honest},
    "share of right answers in each fold",
)

# %% [markdown]
# Dice made the model better, it seems. They did not: each value of the column carried the answers of the very rows it was judged
# on. On the test, where there are no answers to leak, the gain would be gone. Inside the fold the dice are what they are.
#
# It is called **leakage**, it is how most results that are too good to be true came about, and it is the first thing an
# interviewer asks of a project.
#
# ## Something from the text
#
# A name holds a title: *Mr*, *Mrs*, *Miss*, *Master*. A *Master* was a boy, and boys went into the boats. And a family is
# the sum of two columns. Such **features** come from thinking about the matter, and none of the models of these lessons finds them by itself.


# %%
def thoughtful(learn, transform):
    X, X_new = simple(learn, transform)
    titles = [
        rows["Name"].str.extract(r",\s*([^.]+)\.", expand=False).fillna("none").to_numpy(str)
        for rows in (learn, transform)
    ]
    family = [(rows["SibSp"] + rows["Parch"] + 1).to_numpy() for rows in (learn, transform)]
    alone = [size == 1 for size in family]
    large = [size > 4 for size in family]
    encoded = target_encode(titles[0], y[learn.index], titles[1])
    among = np.empty(len(learn))
    for others, fifth in k_fold_indices(len(learn), 5, random_state=0):
        among[fifth] = target_encode(titles[0][others], y[learn.index[others]], titles[0][fifth])
    return np.column_stack([X, among, alone[0], large[0]]), np.column_stack(
        [X_new, encoded, alone[1], large[1]]
    )


thought = cross_validated(thoughtful, LogisticRegression(), folds)
print(f"simple:     {scores.mean():.3f}")
print(
    f"thoughtful: {thought.mean():.3f}   better in {np.sum(thought > scores)} of 5 folds, worse in {np.sum(thought < scores)}"
)

# %% [markdown]
# The folds are the same for both, so compare fold by fold: that takes out the luck of which rows a fold drew. Winning in all or
# nearly all of them says more than a higher mean.
#
# ## Several models
#
# Your functions did by hand what a library does for any table. `firsthand.tabular` reads what kind of thing each column is and
# prepares it just so, inside each fold. Let it compare a baseline, your earlier lessons' models, XGBoost and LightGBM on the same
# folds. It chooses by the log loss: accuracy does not tell a model that was nearly right from one that was certain and wrong.
# The last row, where there is one, is a **blend**: the mean of what some of them predict, weighted by how much each helps on
# rows that it was not fitted on. Models that err on different rows are together better than each alone.

# %%
from firsthand import tabular
from firsthand.figures.tabular import model_scores

kinds = tabular.column_kinds(train.drop(columns="Survived"))
for column in kinds.values():
    print(f"{column.name:12} {column.kind:9} {column.description}")

# %%
target = tabular.read_target(train["Survived"])
comparison = tabular.compare(train.drop(columns="Survived"), target, kinds)
print(comparison.table().round(3).to_string())

# %%
found = list(comparison.results.values())
model_scores(
    [one.name for one in found],
    [one.score for one in found],
    [one.low for one in found],
    [one.high for one in found],
    comparison.metric,
    comparison.chosen,
)

# %% [markdown]
# Each dot comes with the interval in which chance could have put it: how far the loss would move with other passengers. But all
# models were judged on the *same* passengers, and where one finds them hard the others mostly do too. So two models whose
# intervals overlap can still be told apart: take the difference of their losses passenger by passenger, and ask how far the
# mean of *that* could move. It is the comparison fold by fold from above, carried to single rows, and it is called **paired**.
#
# A common rule then is not to take the best, but the simplest model that is worse by no more than one standard error of this
# paired difference: it can be explained, and it breaks less easily.

# %%
print("best:  ", comparison.best)
print("chosen:", comparison.chosen)
print(comparison.why)

# %% [markdown]
# ## What does it go by?
#
# Shuffle one column of rows that the model has not seen, and measure how much worse it gets. A column that can be shuffled without
# harm was not used, or another one tells the same. Watch where the name comes: the library looks for words that recur in a text,
# and *Mr* and *Miss* are such words.

# %%
from firsthand.figures.tabular import importances

explanation = tabular.explain(train.drop(columns="Survived"), target, kinds, comparison)
ranked = explanation.importances
importances(ranked["column"], ranked["importance"], ranked["spread"], comparison.metric)

# %% [markdown]
# And look at the errors, always. What do the rows have in common on which it was most certain, and wrong? Take the worst thirty,
# and count.

# %%
worst = explanation.worst.head(30)
print(worst.groupby(["Sex", "true"]).size().rename("of the worst 30").to_string())
worst[["true", "predicted", "sure", "Sex", "Age", "Pclass", "SibSp", "Parch"]].head(6)

# %% [markdown]
# They are the exceptions to the rule that it learned: women who died and men who lived. From columns like these nobody could have
# known, and a model that does has seen the answers.
#
# ## The submission
#
# Fit the chosen model on all training rows, answer the test, and write the file in the competition's form: the number of the row
# and the answer.

# %%
report = tabular.fit_table(train, "Survived", test)
report.submission.to_csv("submission.csv", index=False)
report.submission.head()

# %% [markdown]
# Now, once, the answers that were locked away:

# %%
answers = report.submission["Survived"].to_numpy()
rule = (test["Sex"] == "female").to_numpy().astype(int)
margin = 2 * np.sqrt(np.mean(answers == locked_away) * np.mean(answers != locked_away) / len(answers))
print(f"the women survived: {np.mean(rule == locked_away):.3f}")
print(f"our submission:     {np.mean(answers == locked_away):.3f}   give or take {margin:.3f}")

# %% [markdown]
# With so few test rows the score moves by some six hundredths by luck alone. That is why the places on a leaderboard of this
# competition say little, and why one must not choose by them: whoever sends in fifty files and keeps the best has fitted
# the test.
#
# For any other table there is one command, which does all of this and writes the submission and a report to look at:
#
# ```
# firsthand tabular fit train.csv --target Survived --test test.csv --out titanic
# ```
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Your cross-validation says 0.95, the leaderboard 0.78. Where do you look?* For leakage: something fitted before the split, a
#    column that is known only afterwards, the same person in both parts, time running backwards. Then for a test that is drawn in
#    another way.
# 2. *What exactly has to happen inside the fold?* Everything with a `fit`: filling, scaling, encoding, choosing columns, choosing
#    parameters. If it looks at rows, it belongs inside.
# 3. *A category with 10,000 values?* Target encoding with smoothing, out of fold; or how often it occurs; or hashing; a tree
#    library's own handling. Not 10,000 columns for a small table.
# 4. *Two models differ by 0.004. Which do you take?* Compare fold by fold on the same folds. If that is within the noise, the simpler,
#    faster, more explainable one.
# 5. *A model's most important column is `account_closed_on`, for predicting who leaves. Good?* It is the answer in disguise. Ask of
#    each column whether it is known at the time of the prediction.
# 6. *How would you fill a missing age better than by the median?* By what goes with it (the title, the class), learned in the
#    fold; or leave the gap to a tree model that can send it either way. And keep the column that says there was one.
