# ---
# title: Linear regression
# minutes: 45
# needs: [gradient_descent]
# goals:
#   - Say how wrong a line is, and in which direction it gets better
#   - Fit it by your own descent, and explain why 100 epochs did not arrive
#   - Scale columns without letting the test rows leak in
#   - Find the best line at once, and keep its weights small with ridge
# ---

# %% [markdown]
# # Linear regression
#
# A hundred houses have been sold. You know the size of each, in units of 10 m², and its price, in thousands. What
# should a house of size 6 cost? You will draw the line that answers, and on the way meet the trouble that every
# larger model meets too: a descent that looks finished and is not.
#
# We make the houses ourselves, because then we know the truth: a price is 50 for each unit of size, plus 100, plus
# chance with a standard deviation of 30.

# %%
import numpy as np

from firsthand.course import whose, yours
from firsthand.figures.linear import lines_through

rng = np.random.RandomState(42)
size = rng.uniform(1, 10, 100)
price = 50 * size + 100 + rng.normal(0, 30, 100)

lines_through(size, price, {}, "size", "price")

# %% [markdown]
# The points lie along a line, more or less. A line is two numbers: by how much the price rises with each unit of
# size, the **slope**, and what it would be at size 0, the **intercept**.
#
# $$\text{prediction} = \text{slope} \cdot x + \text{intercept}$$
#
# ## How wrong is a line?
#
# Take any line and look at its misses: how far is each price from what the line says?

# %%
from firsthand.figures.linear import misses

misses(size, price, 30, 150, "size", "price")

# %% [markdown]
# A hundred misses are too many to compare by eye, so turn them into one number. Their mean will not do: a miss of
# +50 and one of −50 would count as perfect together. Square them first, and every miss counts as positive, a large
# one far more than a small one:
#
# $$\text{MSE} = \frac{1}{n} \sum_i (\text{prediction}_i - y_i)^2$$

# %% exercise="mse"
mse = yours("mse")

# %%
for slope, intercept in ((0, 0), (30, 150), (50, 100)):
    print(f"{slope} x + {intercept:<4} MSE {mse(price, slope * size + intercept):12,.1f}")

# %% [markdown]
# Even the true line has an MSE of 742.6. That is the chance in the prices, whose variance is $30^2 = 900$ (these hundred
# had a little less of it), and no line can do much better.

# %% [markdown] explorable="house_line"
# Turn slope and intercept until the error is as small as you can make it. (The page shows this as a figure with
# sliders; in a notebook, change the numbers in the cell above.)

# %% [markdown]
# ## Which way is better?
#
# Turning two knobs by hand is slow, and a model with a thousand knobs could not be fitted so. Ask for the gradient
# instead. Take one point with $\text{miss} = \text{slope} \cdot x + \text{intercept} - y$, whose error is
# $\text{miss}^2$.
#
# - Raise the slope by a little $h$: the miss grows by $h \cdot x$, and the error by $2 \cdot \text{miss} \cdot x$ for each
#   unit of $h$.
# - Raise the intercept by $h$: the miss grows by $h$, and the error by $2 \cdot \text{miss}$ for each unit.
#
# The MSE is a mean over the points, so its gradient is the mean of these:
#
# $$\frac{\partial\, \text{MSE}}{\partial\, \text{slope}} = \frac{2}{n} \sum_i \text{miss}_i\, x_i \qquad
# \frac{\partial\, \text{MSE}}{\partial\, \text{intercept}} = \frac{2}{n} \sum_i \text{miss}_i$$

# %% exercise="mse_gradient"
mse_gradient = yours("mse_gradient")

# %% [markdown]
# Never trust a gradient you have not checked:

# %%
numerical_gradient = yours("numerical_gradient")

print(f"{whose(mse_gradient)}:".ljust(9), mse_gradient(size, price, 30, 150))
print(
    "measured:",
    numerical_gradient(lambda line: mse(price, line[0] * size + line[1]), np.array([30.0, 150.0])),
)

# %% [markdown]
# ## Fit it
#
# Start with the line that knows nothing, $0 \cdot x + 0$, and step against the gradient. One step over all points is
# called an **epoch**.

# %% exercise="fit_line"
fit_line = yours("fit_line")

# %%
slope, intercept = fit_line(size, price, rate=0.01, epochs=100)
print(f"after 100 epochs: {slope:.2f} x + {intercept:.2f}")

# %% [markdown]
# The truth is $50x + 100$. The line got $58.49x + 42.31$. Is your gradient wrong? You have measured it: no. Have a
# look at the line, and at how the error fell.

# %%
from firsthand.figures.descent import losses

lines_through(size, price, {"after 100 epochs": (slope, intercept), "the truth": (50, 100)}, "size", "price")

# %%
gradient_descent = yours("gradient_descent")


def downhill(x, y, rate, epochs):
    """Your descent from the last phase, which keeps every point of the path."""
    return gradient_descent(lambda line: np.array(mse_gradient(x, y, *line)), [0, 0], rate, epochs)


path = downhill(size, price, 0.01, 100)
history = [mse(price, slope * size + intercept) for slope, intercept in path]
losses(history, "It looks as if it had arrived")

# %% [markdown]
# The curve drops like a stone and then lies flat. Most people would stop here. But flat on a scale of 150,000 says
# little; look at the numbers:

# %%
for epochs in (3, 100, 101, 1000, 10_000):
    slope, intercept = fit_line(size, price, 0.01, epochs)
    print(
        f"{epochs:6} epochs: {slope:.2f} x + {intercept:6.2f}   MSE {mse(price, slope * size + intercept):8.2f}"
    )

# %% [markdown]
# At 100 epochs the error is 1614, more than twice the 726 that can be reached, and one more epoch gains only 7. It
# is not there; it crawls.
#
# ## Why it crawls
#
# The error is a function of two variables, slope and intercept, so it is a landscape. Draw its level lines, and the
# path of the descent upon them:

# %%
from firsthand.figures.linear import bowls

bowls({"100 epochs at rate 0.01": (size, price, path)})

# %% [markdown]
# It is the long narrow valley from the lesson on gradient descent. A few steps take the path to the floor of the
# valley; then it must walk along it, and there it is nearly flat.
#
# Why is there a valley at all? All sizes are positive, 5.2 on average. So a steeper line with a lower intercept passes
# through nearly the same points: slope and intercept can make up for one another, and the error hardly notices. How
# flat and how steep the bowl is can be computed: the curvatures of the MSE are the eigenvalues of $2 A^T A / n$,
# where the columns of $A$ are the sizes and a column of ones.

# %%
A = np.column_stack([size, np.ones(100)])
curvatures, directions = np.linalg.eigh(2 * A.T @ A / 100)
flat = directions[:, 0] / directions[0, 0]

print("curvatures:", curvatures.round(3), " ratio:", round(curvatures[1] / curvatures[0]))
print("the flat direction: for each unit of slope,", flat[1].round(2), "of intercept")
print("largest rate that does not diverge:", round(2 / curvatures[1], 4))
print("left of the distance after 100 epochs:", round((1 - 0.01 * curvatures[0]) ** 100, 3))

# %% [markdown]
# There is the whole story. The steep direction is 175 times more curved than the flat one. The steep one forbids
# any rate above 0.028; the flat one loses only 0.4 % of its distance in each epoch at rate 0.01, and after 100 epochs
# two thirds of it are still left. That is why it stands at $58.49x + 42.31$: it came down into the valley at about
# $62x + 11$, and 100 epochs have taken it a third of the way along the floor.
#
# More epochs help: 1,000 come close, as you saw above. But there is a better way: change the landscape.
#
# ## Standardise
#
# The valley comes from the sizes being far from 0, compared with their spread. So measure the size in another way: how
# many standard deviations above the mean is it?
#
# $$z = \frac{x - \text{mean}}{\text{standard deviation}}$$
#
# One thing is easily done wrong here, and interviewers like to ask for it. When some rows are kept aside to test the
# model, mean and standard deviation must come from the *training* rows alone, and the test rows are scaled by those.
# Otherwise the model has seen something of its own examination: that is called **leakage**.

# %% exercise="standardize"
standardize = yours("standardize")

# %%
z, new = standardize(size[:, None], np.array([[6.0]]))
z = z[:, 0]
print(f"mean {abs(z.mean()):.3f}, standard deviation {z.std():.3f}, and a house of size 6 is {new[0, 0]:.2f}")

path_z = downhill(z, price, 0.1, 100)
bowls({"sizes as they are, rate 0.01": (size, price, path), "standardised, rate 0.1": (z, price, path_z)})

# %% [markdown]
# The bowl is round: both curvatures are exactly 2. The path goes straight to the bottom, and the rate may be ten times
# larger; in fact, at rate 0.5 the very first step lands on it.

# %%
for rate in (0.01, 0.1, 0.5):
    for epochs in (1, 100):
        slope, intercept = fit_line(z, price, rate, epochs)
        print(f"rate {rate:<4} epochs {epochs:3}: {slope:6.2f} z + {intercept:6.2f}")

# %%
from firsthand.figures.linear import losses_above_best

best_line = np.polyfit(size, price, 1)  # you will soon find it yourself
best = mse(price, np.polyval(best_line, size))
history_z = [mse(price, slope * z + intercept) for slope, intercept in path_z]
losses_above_best({"as they are, rate 0.01": history, "standardised, rate 0.1": history_z}, best)

# %% [markdown]
# On a logarithmic scale, above the best there is, nothing looks arrived that has not. (Plot your losses like that.)
#
# The line in $z$ is the same line in other words. Put $z$ back in: slope over standard deviation, and the intercept at
# size 0.

# %%
slope_z, intercept_z = fit_line(z, price, 0.5, 1)
slope = slope_z / size.std()
print(f"{slope:.2f} x + {intercept_z - slope * size.mean():.2f}")

# %% [markdown]
# ## At once
#
# At the bottom of the bowl the gradient is 0. That is an equation, and here it can be solved without any descent.
# Write the data as a table $X$ with one row a house and one column for each weight; for the intercept put in a
# column of ones, as in $A$ above. The predictions are $Xw$, and the gradient for all weights together is
#
# $$\frac{2}{n} X^T (Xw - y)$$
#
# Set it to 0, and what is left are the **normal equations**:
#
# $$X^T X\, w = X^T y$$

# %% exercise="normal_equation"
normal_equation = yours("normal_equation")

# %%
slope, intercept = normal_equation(A, price)
print(f"{slope:.2f} x + {intercept:.2f}   MSE {mse(price, A @ [slope, intercept]):.2f}")

# %% [markdown]
# The best line for these hundred houses. It is not quite $50x + 100$: chance has moved the prices, and the line fits
# chance along with the truth.
#
# So why does anybody use descent? With $d$ columns the formula costs $d^3$, and it exists only because the model is a
# weighted sum. A neural network has no such formula.
#
# ## Will it do for houses it has not seen?
#
# Keep 20 houses aside, fit the others, and judge by the 20. Here is your formula beside scikit-learn:

# %%
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split

train, test, train_price, test_price = train_test_split(size[:, None], price, test_size=0.2, random_state=42)
theirs = LinearRegression().fit(train, train_price)
slope, intercept = normal_equation(np.column_stack([train, np.ones(80)]), train_price)

print(
    f"scikit-learn: {theirs.coef_[0]:.2f} x + {theirs.intercept_:.2f}   test MSE {mse(test_price, theirs.predict(test)):.2f}"
)
print(
    f"{whose(normal_equation) + ':':13} {slope:.2f} x + {intercept:.2f}   test MSE {mse(test_price, slope * test[:, 0] + intercept):.2f}"
)

# %% [markdown]
# The same line. And a test error of 588 where the truth itself should have 900? These 20 houses were lucky ones; 20
# are few. Another split would give another number, which is why one split is not enough to rank models by.
#
# ## When the weights run away
#
# Now suppose a second column says nearly the same: the size measured by somebody else, with a tape that is off by
# a hair.

# %%
again = size + np.random.default_rng(0).normal(0, 0.01, 100)
both = np.column_stack([size, again])
centred = both - both.mean(axis=0)

print("weights:", normal_equation(centred, price - price.mean()).round(1))

# %% [markdown]
# Both columns together should be worth about 48. Instead one has a huge weight and the other takes it back: all that
# can be learned from their difference is chance, so chance decides. Collinear columns make a valley that is all but
# flat along its floor, for the formula as for descent.
#
# **Ridge regression** charges a price for large weights. It minimises
#
# $$\sum_i (\text{prediction}_i - y_i)^2 + \alpha \sum_j w_j^2$$
#
# and that adds $\alpha$ to the diagonal: $(X^T X + \alpha I)\, w = X^T y$. The flat floor gets a slope. (The intercept
# pays nothing, which is why the columns were centred here.)

# %%
from firsthand.figures.linear import weights_by_penalty

penalties = np.geomspace(1e-4, 1e4, 60)
weights = [
    np.linalg.solve(centred.T @ centred + alpha * np.eye(2), centred.T @ (price - price.mean()))
    for alpha in penalties
]
weights_by_penalty(penalties, weights, ["size", "size, measured again"])

# %% [markdown]
# A small penalty is enough to make the two agree on half of the credit each. A very large one pushes both towards 0: the
# line becomes flat. Somewhere in between lies what is best for houses it has not seen, and that is found by trying.
# The penalty sees units, so standardise first.

# %%
from firsthand.classical import Ridge

ours = Ridge(alpha=1.0).fit(both, price)
print("weights:", ours.coef_.round(2), " intercept:", round(ours.intercept_, 2))

# %% [markdown]
# ## The library's version
#
# `firsthand.classical` has `LinearRegression` and `Ridge`, which work like scikit-learn's. They scale
# the columns, solve your normal equations by Cholesky, and where that would lose too many digits, turn to a slower
# method. For $X^T X$ has a weakness. $X$ stretches some directions more than others, and by how much tell its **singular
# values**. $X^T X$ has their *squares*: what $X$ shrinks by $10^{-9}$ it shrinks by $10^{-18}$, and a float has only 16
# digits. Make the two columns differ in the eighth digit only:

# %%
from firsthand.classical import LinearRegression as Ours

close = np.column_stack([size, size + 1e-8 * again**2])
exact = close @ [20.0, 30.0]
largest, smallest = np.linalg.svd(close, compute_uv=False)
print(
    f"largest over smallest singular value: {largest / smallest:.0e}, squared {(largest / smallest) ** 2:.0e}"
)
print("normal equations: ", normal_equation(close, exact).round(3))
print("library:          ", Ours(fit_intercept=False).fit(close, exact).coef_.round(3))

# %% [markdown]
# The weights are 20 and 30. The short way lost them; the library has them back.
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Your loss curve is flat. Has the training converged?* Not necessarily: flat on the scale of the first loss is not
#    flat on the scale of what is left. Use a logarithmic axis, train ten times longer once, or compare with the
#    closed form where there is one.
# 2. *Why standardise? Does it change the best line?* It makes the bowl round, so one rate serves every direction. The
#    line found by least squares is the same in other units; that of ridge is not, since the penalty sees the units.
# 3. *You standardise, then split. What is wrong?* The test rows have helped to choose mean and spread: leakage. Split
#    first, and fit the scaling on the training rows, inside each fold when you cross-validate.
# 4. *Closed form or descent?* The formula costs $n d^2 + d^3$ and needs no rate; descent costs $n d$ an epoch, needs
#    little memory, and works where there is no formula.
# 5. *What happens when two columns say the same?* $X^T X$ has no inverse; nearly the same, and the weights become
#    huge with opposite signs. Predictions within the data stay good, the weights mean nothing. Drop one, or use ridge.
# 6. *Why squared errors, not absolute ones?* The bowl is smooth and has one lowest point with a formula, and it is what
#    is likeliest under bell-shaped chance. But one wild outlier pulls hard; absolute errors bear it better.
