# ---
# title: Gradient descent
# minutes: 30
# needs: [matrices]
# goals:
#   - Say what a derivative is and which way it points
#   - Walk to the lowest point of a curve, and tell from the learning rate how the walk will go
#   - Use momentum where a plain descent zigzags
#   - Check any gradient by measuring it
# ---

# %% [markdown]
# # Gradient descent
#
# A model learns by one move, repeated: find out which way is downhill, take a small step that way. A straight line
# through ten points is fitted like this, and so is a language model with billions of numbers in it. In this lesson
# you build that move, on a curve that you can see.

# %%
import numpy as np

from firsthand.course import yours


def f(x):
    return (x - 3) ** 2


for x in (10, 6, 3, 0):
    print(f"f({x}) = {f(x)}")

# %% [markdown]
# You see at once that the lowest point is at $x = 3$. The algorithm does not: it stands at one $x$ and may only ask
# how high it is here, and how steep.
#
# ## How steep is it?
#
# The slope is the change in $f$ for each unit of $x$. So go a little way, $h$, and divide the change in $f$ by it:
#
# $$\frac{f(x + h) - f(x)}{h}$$

# %%
for h in (1, 0.1, 0.001, 0.00001):
    print(f"h = {h:<8}  slope at 10: {(f(10 + h) - f(10)) / h:.5f}")

# %% [markdown]
# As $h$ shrinks the quotient settles at 14. What it settles at is called the **derivative** of $f$ at 10. For this
# curve a line of algebra gives it everywhere: the change is $(x + h - 3)^2 - (x - 3)^2 = 2(x - 3)h + h^2$, divided
# by $h$ that is $2(x - 3) + h$, and the $h$ fades away:
#
# $$f'(x) = 2(x - 3)$$


# %%
def slope(x):
    return 2 * (x - 3)


for x in (10, 3, 0):
    print(f"slope({x}) = {slope(x)}")

# %% [markdown]
# The sign tells which way is up. At 10 the slope is positive: $f$ rises to the right. At 0 it is negative: $f$ rises
# to the left. At 3 it is flat. Whoever wants to go down steps **against** the slope, and the steeper it is, the
# further. How much further is up to a small number, the **learning rate**:
#
# $$x \leftarrow x - \text{rate} \cdot f'(x)$$

# %%
rate = 0.1
x = 10
stepped = x - rate * slope(x)
print(f"from x = {x}, f(x) = {f(x)}  to  x = {stepped}, f(x) = {f(stepped):.2f}")

# %% [markdown]
# One step took us from a height of 49 down to 31.36. Now let it run. Keep every point on the way: the path shows
# what the last point alone would hide.

# %% exercise="gradient_descent"
gradient_descent = yours("gradient_descent")

# %%
path = gradient_descent(slope, 10, 0.1, 20)
path[-1]

# %%
from firsthand.figures.descent import path_on_curve

path_on_curve(f, path)

# %% [markdown]
# Long steps where it is steep, short ones where it is nearly flat: nobody had to shorten them.
#
# It came to 3.080705 and not to 3, and we can say why. A step turns the distance $x - 3$ into
# $(x - 3) - \text{rate} \cdot 2(x - 3)$, which is the distance times $1 - 2 \cdot \text{rate}$. At rate 0.1 that
# factor is 0.8, so 20 steps leave $0.8^{20}$ of the 7 we began with.

# %%
3 + 7 * 0.8**20

# %% [markdown]
# ## The learning rate decides
#
# On this curve the factor $1 - 2 \cdot \text{rate}$ tells everything that can happen:

# %%
for rate in (0.01, 0.1, 0.5, 0.95, 1, 1.05):
    end = gradient_descent(slope, 10, rate, 20)[-1]
    print(f"rate {rate:<4}  factor {1 - 2 * rate:5.2f}  after 20 steps x = {end:.4f}")

# %% [markdown]
# - 0.01 **crawls**: each step takes away 2 % of what is left.
# - 0.1 **converges**, and 0.5 lands on the minimum in a single step.
# - 0.95 jumps across the minimum every time, but a little less far: it still converges.
# - 1 hops between 10 and −4 for ever.
# - 1.05 **diverges**: every hop is longer than the last.
#
# Seen on a logarithmic scale each of them is a straight line, because each multiplies the distance by the same
# number at every step.

# %%
from firsthand.figures.descent import distances

distances({rate: gradient_descent(slope, 10, rate, 40) for rate in (0.01, 0.1, 0.95, 1.0, 1.05)}, 3)

# %% [markdown]
# So on this curve every rate of 1 or more fails. The general rule: a descent settles only if the rate is below
# $2 / \text{curvature}$, and the curvature of this $f$, the slope of its slope, is 2. For a real model nobody knows
# the curvature, so the rate is found by trying: raise it until the loss jumps about, then go back by a factor of
# three to ten.

# %% [markdown] explorable="rate_and_momentum"
# Move the learning rate from 0.01 past 1 and watch the path crawl, arrive, bounce and leave. (The page shows this as
# a figure with sliders; in a notebook, change the rate in the cells above.)

# %% [markdown]
# ## A valley, and the trouble with it
#
# With several variables there is a slope along each. Together they are the **gradient**: an array in the shape of
# the point. The step stays the same, and your function already takes arrays. Here is a valley that is 25 times more
# curved across ($y$) than along ($x$).

# %%
bend = np.array([1.0, 25.0])


def valley(point):
    return np.sum(bend * point**2, axis=-1) / 2


def valley_slope(point):
    return bend * point


plain = gradient_descent(valley_slope, np.array([10.0, 1.0]), 0.07, 100)
print("steps until the height is below 0.001:", np.argmax(valley(plain) < 0.001))

# %% [markdown]
# 75 steps, and a better rate hardly helps. Across the valley the curvature is 25, so any rate from
# $2 / 25 = 0.08$ on diverges. Along it the curvature is 1, and a rate 25 times larger would be welcome. One rate has
# to serve both: it zigzags in one direction and crawls in the other.
#
# ## Momentum
#
# Let a heavy ball roll instead. It has a **velocity**, keeps a share of it from step to step, and each slope only
# adds to it:
#
# $$v \leftarrow \text{momentum} \cdot v + \text{gradient}(x) \qquad x \leftarrow x - \text{rate} \cdot v$$
#
# Along the valley all slopes agree, and the ball gathers speed: with momentum 0.9 up to ten times that of a single
# slope, since $1 + 0.9 + 0.9^2 + \dots = 10$. Across it the slopes change sign at every step, and cancel.

# %% exercise="momentum_descent"
momentum_descent = yours("momentum_descent")

# %%
from firsthand.figures.descent import valley_paths

rolling = momentum_descent(valley_slope, np.array([10.0, 1.0]), 0.07, 0.6, 100)
print("steps until the height is below 0.001:", np.argmax(valley(rolling) < 0.001))

valley_paths(valley, {"plain": plain[:24], "with momentum 0.6": rolling[:24]})

# %% [markdown]
# The same slopes and the same rate, and 23 steps instead of 75. After as many steps as momentum needed, the plain
# path is still on its way along the valley floor. More is not always better: at momentum 0.95 the ball rolls far
# past the bottom and back, many times over. Try it in the cell above.
#
# ## Never trust a gradient you have not checked
#
# Everything so far leaned on a slope that somebody had worked out by hand, and that is where mistakes live. A wrong
# gradient raises no error; the model merely learns badly. The defence is to *measure* the slope and compare. Looking
# to both sides is better than looking ahead only:
#
# $$\frac{f(x + h) - f(x - h)}{2h}$$
#
# With several variables, do this for one at a time while the others stand still.

# %% exercise="numerical_gradient"
numerical_gradient = yours("numerical_gradient")

# %%
point = np.array([10.0, 1.0])


def slope_with_a_mistake(point):
    return bend * point**2 / 2


print("measured       ", numerical_gradient(valley, point))
print("valley_slope   ", valley_slope(point))
print("with a mistake ", slope_with_a_mistake(point))

# %% [markdown]
# ## How small should h be?
#
# "As small as possible" is the natural answer, and it is wrong. Take $\sin$ at 1, whose slope we know to be
# $\cos(1)$, and look at the error for many values of $h$.

# %%
from firsthand.figures.descent import errors_by_step

h = 10.0 ** np.arange(-15, 0.5, 0.5)
ahead_only = (np.sin(1 + h) - np.sin(1)) / h
both_sides = (np.sin(1 + h) - np.sin(1 - h)) / (2 * h)

errors_by_step(
    h,
    {"ahead only": np.abs(ahead_only - np.cos(1)), "both sides": np.abs(both_sides - np.cos(1))},
)

# %% [markdown]
# Read it from the right. Smaller steps help at first, because the curve bends less within them: looking ahead only,
# the error shrinks like $h$; looking to both sides, like $h^2$, which is the steeper line. Then it turns round. A
# float keeps about 16 digits, and once $f(x + h)$ and $f(x - h)$ agree in most of them, their difference is made of
# rounding: that error *grows* like $10^{-16} / h$. For two sides the best is near $h = 10^{-5}$, which is why your
# function uses it.
#
# ## Why not always measure?
#
# Then no formula would be needed at all. It works:

# %%
calls = 0


def counted_valley(point):
    global calls
    calls += 1
    return valley(point)


measured = gradient_descent(
    lambda point: numerical_gradient(counted_valley, point), np.array([10.0, 1.0]), 0.07, 100
)
print("end of the path:", measured[-1])
print("calls of the function:", calls)

# %% [markdown]
# But it calls the function twice for each variable, at every step: 400 calls here, for two variables. A model with a
# million weights would need two million for one step. Backpropagation, which you will build in the phase on neural
# networks, gets every slope for the price of a few calls. Measuring remains the way to check it.
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *The loss rises after a few steps, then becomes NaN. What do you try first?* A lower learning rate, by a factor
#    of ten. If that does not help: check the gradient by measuring, and look at the inputs for huge or missing
#    numbers.
# 2. *The gradient is zero. Are you at a minimum?* Not necessarily: a maximum, a saddle and a plateau are flat too.
#    $x^3$ at 0 is one.
# 3. *Why does it help to bring all features to the same scale?* Different scales make a long narrow valley. Its most
#    curved direction limits the rate, and the others crawl.
# 4. *What does momentum 0.9 do to the size of the steps?* Where slopes agree, they grow up to ten times; where they
#    flip, they shrink. So raising the momentum often means lowering the rate.
# 5. *How do you check a gradient, and what can go wrong?* Central differences with $h$ near $10^{-5}$ in 64-bit
#    floats, compared by relative error. In 32 bits $h$ must be far larger, and at a corner, such as that of
#    $|x|$ at 0, the two cannot agree.
