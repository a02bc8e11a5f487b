# ---
# title: Probability
# minutes: 40
# needs: [matrices, gradient_descent]
# goals:
#   - Turn scores into probabilities, however large the scores
#   - Measure how wrong a prediction was, and find the direction in which it gets better
#   - Train on your own loss, with your own gradient, by your own descent
#   - Make a choice bolder or more timid with a temperature
# ---

# %% [markdown]
# # Probability
#
# A model that tells cats from dogs from birds ends in three numbers, one **score** for each; another word for them is
# **logits**. They can be anything: 2, 1 and 0.1, or −300. What we would like to hear is "66 % cat". You will turn
# scores into probabilities, and then answer the two questions that make learning possible: how wrong was that, and
# which way is better?

# %%
import numpy as np

from firsthand.course import whose, yours

names = ["cat", "dog", "bird"]
for scores in ([2.0, 1.0, 0.1], [2.0, 1.0, -2.5]):
    print(scores, "divided by their sum:", np.array(scores) / np.sum(scores))

# %% [markdown]
# Dividing by the sum looks right, until one score is negative: a probability of 400 % is none. Probabilities have to
# be positive before they are divided.
#
# ## Softmax
#
# The function $e^x$ does it. It is positive for every $x$ and never changes an order; and it turns *one more point*
# into *so many times as much*: each point of score multiplies the weight by $e \approx 2.718$. Then divide by the sum:
#
# $$p_i = \frac{e^{x_i}}{\sum_j e^{x_j}}$$

# %%
from firsthand.figures.probability import bars_side_by_side

scores = np.array([2.0, 1.0, 0.1])
weights = np.exp(scores)
bars_side_by_side(names, {"score": scores, "exp(score)": weights, "probability": weights / weights.sum()})

# %% [markdown]
# Look at cat and dog. The scores differ by 1, so cat is 2.718 times as likely: $0.659 / 0.242$. It would be just as
# much more likely with scores of 102 and 101. **Only differences count.** Remember that, for here comes a trap:

# %%
with np.errstate(over="ignore", invalid="ignore"):
    weights = np.exp(np.array([1000.0, 999.0]))
    print("weights:", weights, " shares:", weights / weights.sum())

# %% [markdown]
# A float ends near $10^{308}$, and $e^{710}$ is beyond it: infinity, and infinity over infinity is "not a number",
# which then spoils all that it touches. Scores like these do come up while a network learns. But only differences
# count, so you may subtract any number you like from all of them. Which one makes `exp` safe?
#
# Scores usually come as a batch, one row for each picture, and each row has to sum to 1. That is what `axis` is for.

# %% exercise="softmax"
softmax = yours("softmax")

# %%
batch = np.array([[2.0, 1.0, 0.1], [1000.0, 999.0, -1000.0]])
softmax(batch).round(3)

# %% [markdown]
# ## Log-sum-exp
#
# Soon we shall need the *logarithm* of a probability. The rules for logarithms take the fraction apart:
#
# $$\log p_i = x_i - \log \sum_j e^{x_j}$$
#
# The second part appears so often that it has a name, log-sum-exp. It overflows where softmax did, and the same idea
# saves it. If $m$ is the largest score, then
#
# $$\log \sum_j e^{x_j} = m + \log \sum_j e^{x_j - m}$$

# %% exercise="log_sum_exp"
log_sum_exp = yours("log_sum_exp")

# %%
from firsthand.figures.probability import smooth_maximum

a = np.linspace(-5, 5, 101)
two_scores = np.stack([a, np.zeros(101)], axis=1)
smooth_maximum(a, log_sum_exp(two_scores), two_scores.max(axis=1))

# %% [markdown]
# It is the maximum with its corner rounded off. Where one score is far ahead it *is* the maximum; where two are equal
# it lies $\log 2 \approx 0.693$ above it. A corner has no slope; this curve has one everywhere, and learning needs
# slopes.
#
# ## How wrong was it?
#
# The picture was a cat, and the model had said 0.659. Or it was a bird, and the model had said 0.099. How much worse
# is that? Measure the surprise, $-\log p$ (the natural logarithm; the unit is called *nat*): nothing at $p = 1$, more and
# more without end towards $p = 0$. And when two independent predictions both have to come true, their probabilities
# multiply and their surprises simply add.

# %%
from firsthand.figures.probability import surprise

surprise(dict(zip(names, softmax(scores), strict=True)))

# %% [markdown]
# There are two ways to compute it: take the logarithm of the softmax, or write the logarithm out as above. On paper
# they are the same. Try them on a prediction that is far off:

# %%
far_off = np.array([1000.0, -1000.0])  # and the right answer is the second

with np.errstate(divide="ignore"):
    print("-log of softmax:         ", -np.log(softmax(far_off)[1]))
print("log_sum_exp minus score: ", log_sum_exp(far_off) - far_off[1])

# %% [markdown]
# $e^{-2000}$ is too small for a float and becomes 0, and its logarithm is infinite. An infinite loss has no slope: the
# model could not learn from the very case that it gets most wrong. So never form the probability: the loss of one case
# is
#
# $$\text{loss} = \log \sum_j e^{x_j} - x_\text{target}$$
#
# and the **cross-entropy** of a batch is the mean over its rows.

# %% exercise="cross_entropy"
cross_entropy = yours("cross_entropy")

# %%
print(f"it was a cat:  {cross_entropy(scores, 0):.4f}")
print(f"it was a bird: {cross_entropy(scores, 2):.4f}")
print(f"ten classes, all scores equal: {cross_entropy(np.zeros((1, 10)), np.array([7])):.4f}")

# %% [markdown]
# Keep the last number in mind. A model of ten classes that knows nothing has a loss of $\log 10 = 2.3026$. If a
# training run begins far from it, something is wrong before it has begun.
#
# ## Which way is better?
#
# Raise score $i$ a little. How does the loss change? Take its two parts in turn.
#
# - $\log \sum_j e^{x_j}$ has the slope $e^{x_i} / \sum_j e^{x_j}$, and that is $p_i$: the slope of log-sum-exp is
#   softmax.
# - $-x_\text{target}$ has the slope $-1$ if $i$ is the target, else 0. Write $y_i$ for 1 at the target and 0 elsewhere.
#
# Together they are the simplest gradient in all of machine learning,
#
# $$\frac{\partial\, \text{loss}}{\partial x_i} = p_i - y_i$$
#
# and for a batch, since the loss is a mean over $n$ rows, $(p - y) / n$.

# %% exercise="cross_entropy_gradient"
cross_entropy_gradient = yours("cross_entropy_gradient")

# %% [markdown]
# Never trust a gradient you have not checked. You have the tool for it:

# %%
numerical_gradient = yours("numerical_gradient")

print("p - y:   ", cross_entropy_gradient(scores, 2))
print("measured:", numerical_gradient(lambda x: cross_entropy(x, 2), scores))

# %%
from firsthand.figures.probability import pulls

pulls(names, softmax(scores), [0, 0, 1])

# %% [markdown]
# It was the bird. Descent steps against the gradient, so the bird's score goes up, and the others go down, each by its
# share of the blame. The three sum to 0. The nearer $p$ comes to $y$, the smaller the pull, and once they agree there
# is nothing left to learn.
#
# ## Train
#
# You now have a loss, its gradient, and from the last lesson a way downhill. Put them together: nine scores for three
# pictures, all 0 at first, and the right answers cat, bird, dog.

# %%
from firsthand.figures.descent import losses

gradient_descent = yours("gradient_descent")
answers = np.array([0, 2, 1])
path = gradient_descent(lambda x: cross_entropy_gradient(x, answers), np.zeros((3, 3)), 1.0, 50)

print(softmax(path[-1]).round(3))
code = whose(cross_entropy, cross_entropy_gradient, gradient_descent)
losses([cross_entropy(x, answers) for x in path], f"The loss, the gradient, the descent: {code}")

# %% [markdown]
# It begins at $\log 3 = 1.099$, knowing nothing, and ends with more than 0.9 on each right answer. This is how every
# classifier learns, the largest included. What is missing is that the scores come from an input: a matrix product, as
# in the lesson on matrices. Phase 1 puts the two together.
#
# ## Temperature
#
# A language model scores every word that could come next, and one is drawn by its probability. How bold should it be?
# Divide the scores by a **temperature** $T$ before the softmax. Only differences count: $T > 1$ makes them smaller and
# the choice more even, $T < 1$ makes them larger and the favourite surer.

# %% exercise="softmax_temperature"
softmax_temperature = yours("softmax_temperature")

# %% [markdown] explorable="temperature"
# Move the temperature from 0.1 to 5 and watch the favourite take everything, then lose its lead. (The page shows this
# as a figure with sliders; the next cell draws the same as one picture.)

# %%
from firsthand.figures.probability import shares_by_temperature

temperatures = np.geomspace(0.1, 10, 60)
shares_by_temperature(names, temperatures, [softmax_temperature(scores, t) for t in temperatures])

# %% [markdown]
# At the left the largest score takes everything; at the right all come together at a third. The dashed line is plain
# softmax. Now draw ten animals at each of three temperatures:

# %%
rng = np.random.default_rng(0)
for temperature in (0.2, 1, 5):
    p = softmax_temperature(scores, temperature)
    print(f"T = {temperature:<3}  {p.round(3)}  ", *rng.choice(names, size=10, p=p))

# %% [markdown]
# The same scores, three characters: one says cat every time, one mostly, one hardly minds. The order never changes,
# only the courage. This is the temperature you set when you call a language model.
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Why subtract the maximum in softmax, and what does it change?* Nothing in the result: a common factor cancels.
#    But every exponent is then 0 or less, so nothing overflows, and one weight is 1, so the sum is never 0.
# 2. *Why does a loss function want logits, not probabilities?* A small probability rounds to 0, and its logarithm is
#    infinite. Log-sum-exp minus the target's score is exact.
# 3. *What is the gradient of cross-entropy with respect to the logits?* $p - y$, divided by $n$ when the loss is a
#    mean over $n$ rows.
# 4. *A classifier of ten classes starts with a loss of 4.6. What do you suspect?* Knowing nothing costs
#    $\log 10 = 2.30$. It is surer of itself than it has a right to be: the first scores are too large. Or the output
#    has the wrong size: $\log 100$ is 4.6.
# 5. *How does softmax relate to the sigmoid?* With two scores $a$ and $b$, the first probability is
#    $1 / (1 + e^{-(a - b)})$: the sigmoid of their difference.
# 6. *What does a temperature near 0 do, and a very high one? Does it change which class wins?* Near 0 the largest score
#    takes everything, very high all become equally likely, and the winner stays the same.
