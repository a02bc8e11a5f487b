# ---
# title: Metrics
# minutes: 50
# needs: [logistic_regression]
# goals:
#   - Say what a prediction got wrong, and what each kind of mistake costs
#   - Judge scores at every threshold at once, and know which metric misleads when
#   - Tell an honest probability from a boastful one
#   - Measure on rows the model has never seen, and say how far luck could have moved the number
# ---

# %% [markdown]
# # Metrics
#
# "It is right in 99 % of all cases." Would you trust your health to it? This lesson takes that sentence apart. At its
# end you will know what to ask, and you will have built what answers.
#
# ## Four ways to end
#
# Twenty people are tested for an illness. Eleven are ill (1), nine are healthy (0).

# %%
import numpy as np

from firsthand.course import whose, yours

y_true = np.array([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
y_pred = np.array([0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1])

print("right in", np.sum(y_true == y_pred), "of", len(y_true))

# %% [markdown]
# Three are wrong, but not in the same way. A healthy person who is told "ill" is frightened and tested again. An ill
# person who is told "healthy" goes home. So count four things, not two:
#
# - **true negatives** (tn): healthy, and called healthy
# - **false positives** (fp): healthy, but called ill, a false alarm
# - **false negatives** (fn): ill, but called healthy, a miss
# - **true positives** (tp): ill, and called ill
#
# The second word says what was *called*; the first, whether that was right.

# %% exercise="confusion_counts"
confusion_counts = yours("confusion_counts")

# %%
from firsthand.figures.metrics import confusion

tn, fp, fn, tp = confusion_counts(y_true, y_pred)
confusion((tn, fp, fn, tp), ("healthy", "ill"))

# %% [markdown]
# This table is the **confusion matrix**: a row for what is, a column for what was said. What is right lies on its
# diagonal, and every metric of this lesson's first half is a fraction of its four numbers.
#
# ## Three fractions
#
# $$\text{accuracy} = \frac{tp + tn}{\text{all}} \qquad
# \text{precision} = \frac{tp}{tp + fp} \qquad
# \text{recall} = \frac{tp}{tp + fn}$$
#
# - **Accuracy**: what share of all answers is right?
# - **Precision** looks down the column *called ill*: when it says ill, how far can you trust it?
# - **Recall** looks along the row *is ill*: of those who are ill, how many does it find?
#
# Precision and recall pull against each other. Call everybody ill and recall is perfect; call only the surest case ill
# and precision is. One number for both must not let one make up for the other, so it is not their plain mean but the
# harmonic one, **F1**:
#
# $$F_1 = \frac{2 \cdot \text{precision} \cdot \text{recall}}{\text{precision} + \text{recall}}
# = \frac{2\,tp}{2\,tp + fp + fn}$$
#
# With a precision of 1 and a recall of 0.01 the plain mean is 0.505, and F1 is 0.02. Mind the fractions: what if
# nobody is called ill?

# %% exercise="precision_recall_f1"
precision_recall_f1 = yours("precision_recall_f1")

# %%
precision, recall, f1 = precision_recall_f1(y_true, y_pred)

print(f"accuracy  {(tp + tn) / len(y_true):7.2%}")
print(f"precision {precision:7.2%}")
print(f"recall    {recall:7.2%}")
print(f"F1        {f1:7.2%}")

# %% [markdown]
# ## When accuracy misleads
#
# Now test 10,000 people, of whom 100 are ill. The test finds 90 of the 100, and raises a false alarm for 5 % of the
# healthy. Beside it stands a competitor that cost nothing: it tells everybody that they are healthy.

# %%
people = np.repeat([0, 1], [9_900, 100])
test = np.repeat([0, 1, 0, 1], [9_405, 495, 10, 90])
all_is_well = np.zeros(10_000, dtype=int)

for name, called in (("the test", test), ("all is well", all_is_well)):
    p, r, f = precision_recall_f1(people, called)
    accuracy = np.mean(people == called)
    print(f"{name:12} accuracy {accuracy:.2%}  precision {p:.2%}  recall {r:.0%}  F1 {f:.2%}")

# %% [markdown]
# By accuracy the fraud wins, 99 % to 94.95 %, and it finds nobody. Where one class is rare, accuracy mostly measures
# how rare. **Always compare with the model that says the same to everybody.**
#
# And look at the precision of the real test: 15.38 %. Of seven people it calls ill, six are healthy; not because it is
# bad, but because the healthy are so many that 5 % of them outnumber all the ill. That is why a positive screening is
# followed by a second, better test.
#
# ## A threshold is a choice
#
# Most models give a score, and somebody decides from which score on they say yes. Here are 569 tumours, malignant (1)
# or benign (0). A model sees just two of the 30 columns, so that there is something left to get wrong. (It is the
# logistic regression that you know; here only its scores matter.) It learns from 60 % of the rows; the
# other 40 % it has never seen, and by these it is judged.

# %%
from firsthand.classical import LogisticRegression, train_test_split
from firsthand.data import load
from firsthand.figures.metrics import two_groups

tumours = load("breast_cancer")
columns = [tumours.features.index(name) for name in ("mean texture", "mean smoothness")]
X, y = tumours.X[:, columns], (tumours.y == 0).astype(int)

X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.4, random_state=0, stratify=y)
model = LogisticRegression(C=1e6).fit(X_train, y_train)
score = model.predict_proba(X_test)[:, 1]

two_groups(y_test, score, 0.5, ("benign", "malignant"), "probability of malignant, by the model")

# %% [markdown]
# The two groups overlap, so no threshold is without mistakes. Move it to the left and you miss fewer malignant tumours,
# at the price of more false alarms:

# %%
print("from    tn   fp   fn   tp   precision  recall     F1")
for threshold in (0.2, 0.3, 0.5, 0.7):
    called = (score >= threshold).astype(int)
    tn, fp, fn, tp = confusion_counts(y_test, called)
    p, r, f = precision_recall_f1(y_test, called)
    print(f"{threshold}  {tn:>5}{fp:>5}{fn:>5}{tp:>5}   {p:>9.1%}  {r:>6.1%}  {f:>5.1%}")

# %% [markdown]
# From 0.5 on it misses 36 of the 85 malignant tumours. From 0.2 on it misses 12, and frightens 74 people instead of
# 26. Which is better is no question of mathematics: it is what a miss costs, against what an alarm costs. 0.5 is only
# what nobody chose.

# %% [markdown] explorable="threshold"
# Drag the threshold through two groups of scores: the four counts, precision and recall follow, and a point walks along
# both curves. Then make the ill rare, and see which of the curves notices. (The page shows this as a figure with
# sliders; the next cells draw the curves.)

# %% [markdown]
# ## Every threshold at once
#
# Let the threshold sink from above all scores to below them. At each stop note two shares: of the malignant, how many
# are called (the *true positive rate*, which is recall), and of the benign, how many are called (the *false positive
# rate*). The path is the **ROC curve**. Up is good, right is bad; tossing a coin walks the diagonal.

# %%
from firsthand.classical import roc_curve
from firsthand.figures.metrics import roc

fpr, tpr, thresholds = roc_curve(y_test, score)
stops = {
    f"from {at}": (np.mean(score[y_test == 0] >= at), np.mean(score[y_test == 1] >= at)) for at in (0.2, 0.5)
}
roc({"the model": (fpr, tpr)}, stops)

# %% [markdown]
# The **area under the curve** (AUC) sums the curve up, and it has a meaning of its own. Draw one malignant and one benign
# tumour at random. What is the chance that the malignant one has the higher score? That is the area: each step up is a
# malignant tumour, each step to the right a benign one, and each square of the grid under the curve is a pair in the
# right order.
#
# What about two equal scores? They say nothing about the order, so a tie counts as half a pair. A model that gives
# everybody the same score has an area of 0.5, and so has one that guesses.

# %% exercise="roc_auc_score"
roc_auc_score = yours("roc_auc_score")

# %%
rng = np.random.default_rng(0)
malignant, benign = score[y_test == 1], score[y_test == 0]
one, other = rng.choice(malignant, 100_000), rng.choice(benign, 100_000)

print(f"{whose(roc_auc_score) + ':':25} {roc_auc_score(y_test, score):.4f}")
print(f"area under the curve:     {np.trapezoid(tpr, fpr):.4f}")
print(f"100,000 pairs at random:  {np.mean(one > other) + np.mean(one == other) / 2:.4f}")

# %% [markdown]
# Only the order of the scores counts. Double them all, or take their logarithm, and the area stays: it is about who
# comes before whom, never about how sure the model was.
#
# ## When the ROC curve misleads
#
# The same scores, for a common illness (half of 10,000 are ill) and for a rare one (1 %):

# %%
from firsthand.classical import precision_recall_curve
from firsthand.figures.metrics import roc_and_precision


def screening(healthy, ill):
    """Labels and scores of so many healthy (around 0) and ill (around 1.7)."""
    scores = np.concatenate([rng.normal(0, 1, healthy), rng.normal(1.7, 1, ill)])
    return np.repeat([0, 1], [healthy, ill]), scores


rng = np.random.default_rng(0)
groups = {"half are ill": screening(5_000, 5_000), "1 % are ill": screening(9_900, 100)}
roc_curves = {name: roc_curve(*group)[:2] for name, group in groups.items()}
pr_curves = {}
for name, group in groups.items():
    p, r, _ = precision_recall_curve(*group)
    pr_curves[name] = (r, p)

roc_and_precision(roc_curves, pr_curves)

# %%
for name, (truth, scores) in groups.items():
    p, r, _ = precision_recall_f1(truth, (scores >= 1.7).astype(int))
    print(
        f"{name:13}  AUC {roc_auc_score(truth, scores):.3f}   from 1.7 on: recall {r:.0%}, precision {p:.0%}"
    )

# %% [markdown]
# The ROC curve hardly moves: each of its two shares is taken *within* a class, so it does not see how rare a class is.
# Precision sees it at once: at about the same recall, 92 % becomes 10 %. If somebody has to look at every alarm (fraud,
# screening, search), draw precision against recall.
#
# ## Does 70 % mean 70 %?
#
# A forecaster says "70 % rain" on a hundred days. If it rains on about seventy of them, the forecasts are
# **calibrated**. Sort the predictions into bins, and in each bin hold the mean forecast against the share that came
# true. Beside our model stands a boastful twin: the same scores, but before they became probabilities they were
# multiplied by 3.

# %%
from firsthand.classical import brier_score_loss, calibration_curve, log_loss
from firsthand.figures.metrics import reliability

log_odds = np.log(score / (1 - score))
boastful = 1 / (1 + np.exp(-3 * log_odds))

curves = {}
for name, p in (("the model", score), ("its boastful twin", boastful)):
    happened, given = calibration_curve(y_test, p, n_bins=5)
    curves[name] = (given, happened)
    area, squares, surprise = roc_auc_score(y_test, p), brier_score_loss(y_test, p), log_loss(y_test, p)
    print(f"{name:18} AUC {area:.3f}   Brier {squares:.3f}   cross-entropy {surprise:.3f}")

reliability(curves)

# %% [markdown]
# The twin says 95 % where 71 % came true, and 3 % where it was 23 %: too sure at both ends. (The model itself is nearer
# the diagonal, not on it.) Its AUC is the very same, since the order is. What notices are the scores that punish a wrong certainty: the **cross-entropy** that you know,
# and the **Brier score**, the mean of $(p - y)^2$. If somebody acts on the probability (a price, a dose, an expected
# cost), it has to be calibrated; if only the ranking matters, AUC will do.
#
# ## How much of it is luck?
#
# All of this was measured on one test set. Had the split fallen otherwise, would the number be the same? Try: thirty
# times, set another tenth of the rows aside.

# %%


def auc_on(train, test):
    """Fit on some rows, measure on others."""
    fitted = LogisticRegression(C=1e6).fit(X[train], y[train])
    return roc_auc_score(y[test], fitted.predict_proba(X[test])[:, 1])


rows = np.arange(len(y))
single = [auc_on(*train_test_split(rows, test_size=0.1, random_state=seed)) for seed in range(30)]
print(f"thirty single splits: from {min(single):.2f} to {max(single):.2f}")

# %% [markdown]
# Somebody in a hurry reports the best of these, and somebody unlucky throws a good model away. **k-fold
# cross-validation** uses every row for both: cut the rows into $k$ folds, let each fold in turn be the test while the
# others train, and average the $k$ results. Every row is tested exactly once, and never by a model that has seen it.

# %% exercise="k_fold_indices"
k_fold_indices = yours("k_fold_indices")

# %%
from firsthand.figures.metrics import folds, luck

folds({"as they stand": k_fold_indices(23, 5), "shuffled": k_fold_indices(23, 5, 0)})

# %%
whole = [np.mean([auc_on(*pair) for pair in k_fold_indices(len(y), 10, seed)]) for seed in range(10)]

print(f"ten times 10-fold cross-validation: from {min(whole):.3f} to {max(whole):.3f}")
luck({"one split": single, "10-fold mean": whole}, "AUC")

# %% [markdown]
# That is the same model and the same rows, measured with ten times the fits and a small part of the luck.
#
# Why shuffle? The irises in the bundled table stand sorted by species. Cut them as they stand into three folds, and
# each fold holds a species that its training rows do not:

# %%
iris = load("iris")

for name, seed in (("as they stand", None), ("shuffled", 0)):
    right = []
    for train, test_rows in k_fold_indices(150, 3, seed):
        fitted = LogisticRegression().fit(iris.X[train], iris.y[train])
        right.append(np.mean(fitted.predict(iris.X[test_rows]) == iris.y[test_rows]))
    print(f"{name:14} accuracy in each fold: {np.round(right, 2)}")

# %% [markdown]
# The same model, 0 % and 97 %. (With times, do the opposite: never train on tomorrow to predict today.) Whatever
# *learns* from the rows, scaling and choosing columns included, belongs inside the fold; outside, it has seen the test.
#
# ## Which metric when
#
# | you want to know | look at | it misleads when |
# |---|---|---|
# | the share of right answers | accuracy | a class is rare, or one mistake costs more |
# | whether a yes can be trusted | precision | alone: say yes once, be sure, and find nobody |
# | how many are found | recall | alone: say yes to everybody |
# | both, at one threshold | F1 | the two mistakes cost very different amounts; the true negatives matter |
# | the ranking, over all thresholds | AUC | positives are rare and every alarm costs work |
# | the ranking, where positives are rare | precision against recall | you compare data with different shares of positives |
# | whether a probability means what it says | calibration, Brier, cross-entropy | only the order will be used |
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *A fraud detector has 99.9 % accuracy. Are you impressed?* If one payment in a thousand is fraud, so has a detector
#    that never says anything. Ask for precision and recall.
# 2. *What does an AUC of 0.8 mean? And 0.2?* In 80 % of pairs the positive has the higher score. At 0.2 the order is
#    the wrong way round: turn the scores over and you have 0.8.
# 3. *Precision or recall for a spam filter? For a cancer screening?* Spam: precision, a lost letter is worse than an
#    advertisement. Screening: recall, since a second test can clear up an alarm, but nobody calls back a miss.
# 4. *Why is F1 a harmonic mean?* It stays near the worse of the two, so neither can be bought with the other.
# 5. *The AUC stays, the Brier score doubles. What happened?* The order is the same, the probabilities are not: they
#    are no longer calibrated.
# 6. *You chose the best of 50 models by cross-validation and report its score. What is wrong?* The best of 50 was
#    lucky too. Keep a test set that no choice has seen, and report that.
