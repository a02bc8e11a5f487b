# ---
# title: Matrices
# minutes: 35
# needs: [vectors]
# goals:
#   - Multiply a matrix by a vector and by a matrix, and tell the shape beforehand
#   - Read a layer of a neural network as a matrix product, one row a neuron
#   - Use broadcasting, and see where it hides a mistake
# ---

# %% [markdown]
# # Matrices
#
# A neuron is a dot product: it weighs its inputs and adds up. Say the inputs describe a person: height 170 cm, weight 70 kg,
# age 25. One neuron weighs them by 0.1, 0.3 and -0.2, and answers
#
# $$0.1 \cdot 170 + 0.3 \cdot 70 - 0.2 \cdot 25 = 17 + 21 - 5 = 33.$$
#
# A second neuron looks at the same person with weights of its own. Write the weights of each neuron as **one row** of a table, and
# you have a *matrix*.

# %%
import numpy as np

from firsthand.course import yours

W = np.array([[0.1, 0.3, -0.2], [-0.5, 0.2, 0.4]])  # (2, 3): 2 neurons, 3 inputs
x = np.array([170, 70, 25])  # (3,)

dot = yours("dot")
print([dot(row, x) for row in W])

# %% [markdown]
# One dot product for each row: that is all there is to a matrix times a vector. Each row asks its own question about `x`, and
# the result holds the answers.

# %%
from firsthand.figures.matrices import equation

equation(("W", W), "·", ("x", x), "=", ("y", W @ x), highlight=0)

# %% [markdown]
# The **shapes** tell you beforehand what fits: a row of `W` must be as long as `x`, and there is one answer for each row.
#
# $$(2, 3) \text{ times } (3,) \text{ gives } (2,)$$
#
# ## All rows at once: broadcasting
#
# A loop over rows in Python is slow. NumPy can lay `x` over every row in one go:

# %%
over_every_row = np.broadcast_to(x, W.shape)
equation(("W", W), "*", ("x", over_every_row), "=", ("W * x", W * x))

# %% [markdown]
# What remains is to add up each row of `W * x`. The rule behind it is called **broadcasting**: write the two shapes one under the
# other, aligned at the *right*. Each pair of sizes must be equal, or one of the two must be 1 (or missing), and is stretched.
#
# ```
# W   (2, 3)        W   (2, 3)        W   (2, 3)
# x      (3,)       z      (2,)       s      (1,)
#     (2, 3)            error             (2, 3)
# ```

# %%
z, s = np.array([1.0, 2.0]), np.array([10.0])
try:
    W * z
except ValueError as error:
    print("W * z:", error)

print("W * s:", (W * s).shape, "and no complaint")

# %% [markdown]
# The error in the middle is a friend: it names both shapes, and nearly always one glance at them shows what is wrong. The case on the
# right is the dangerous one, because a size of 1 fits everything. Our `matvec` refuses it.

# %% exercise="matvec"
matvec = yours("matvec")

# %%
matvec(W, x)

# %% [markdown]
# ## What a matrix does to the plane
#
# Two inputs and two outputs: now each point of the plane goes to another point, and we can watch. Where do the two unit arrows
# go? `[1, 0]` picks out the first column of the matrix, `[0, 1]` the second. **The columns are where the unit arrows land**, and
# all else follows them.

# %%
from firsthand.figures.matrices import transformations

turn = np.array([[0.8, -0.6], [0.6, 0.8]])
stretch = np.array([[1.5, 0.0], [0.0, 0.5]])
shear = np.array([[1.0, 0.8], [0.0, 1.0]])
mirror = np.array([[0.0, 1.0], [1.0, 0.0]])
flatten = np.array([[1.0, 0.5], [0.5, 0.25]])

before = np.eye(2)
transformations(
    {
        "before": before,
        "turn": turn,
        "stretch": stretch,
        "shear": shear,
        "mirror": mirror,
        "flatten": flatten,
    }
)

# %% [markdown] explorable="plane"
# Move the four entries and watch where the two unit arrows and the letter land. The number to keep an eye on is the
# determinant.

# %% [markdown]
# The unit square becomes a parallelogram. Its area is the size of the **determinant**, for a 2 × 2 matrix
# $ad - bc$: the factor by which the matrix blows up areas. It is negative when the plane is turned over, like a page
# seen from behind, and 0 when everything is pressed onto one line. What has been flattened cannot be brought back: such a
# matrix has no inverse.
#
# ## One after the other: the product of matrices
#
# First stretch, then turn. Is there *one* matrix that does both? Follow the columns: `stretch` sends the unit arrows to its columns, and
# `turn` sends those further. So the columns of the product are `turn` times each column of `stretch`.
#
# Written by entries: entry $(i, j)$ of $AB$ is row $i$ of $A$ times column $j$ of $B$. The inner sizes meet and vanish:
#
# $$(m, k) \text{ times } (k, n) \text{ gives } (m, n)$$

# %% exercise="matmul"
matmul = yours("matmul")

# %%
transformations(
    {
        "before": before,
        "stretch, then turn": matmul(turn, stretch),
        "turn, then stretch": matmul(stretch, turn),
    }
)

# %% [markdown]
# The product is read from right to left, because the vector stands on the right: in $A(Bx)$, $B$ comes first. And **the order counts**:
# the two pictures differ.
#
# ## A batch at a time
#
# Computers like to do many of the same thing at once, so inputs come in batches: one input in each **row** of `X`.
# Each of them should meet each neuron, and a matrix product pairs *rows with columns*. So the neurons must stand in columns: `W` is transposed.
#
# $$Y = X W^\top + b$$
#
# The bias `b` gives each neuron a number of its own to start from. Broadcasting lays it over every row of the batch.

# %%
# Four people, one in each row.
X = np.array([[170, 70, 25], [160, 50, 30], [180, 90, 40], [150, 45, 8]])
b = np.array([-30.0, 50.0])

over_every_row = np.broadcast_to(b, (4, 2))
Y = X @ W.T + b
equation(("X", X), "·", ("Wᵀ", W.T), "+", ("b", over_every_row), "=", ("Y", Y))

# %% [markdown]
# Here the trap with the size of 1 has a cousin. With two people and two neurons, `Y` is 2 × 2, and a `b` stood up as a column
# fits as well as one laid down as a row. One of the two is wrong, and nothing will say so.

# %%
two = X[:2] @ W.T
print("right:\n", two + b)
print("wrong, and silent:\n", two + b[:, np.newaxis])

# %% exercise="linear_layer"
linear_layer = yours("linear_layer")

# %% [markdown]
# ## A layer that reads digits
#
# Usually the weights of a layer are learned. Here we choose them by hand, to see that a row really asks a question. Ten
# neurons, one for each digit; the weights of a neuron are the **average picture** of its digit. The more a new picture
# has ink where the average has ink, the larger the answer.
#
# An average with much ink would win too often, as `d` did in the last lesson. The bias makes up for that: minus half the squared
# length of the row. (Work it out: the largest answer then belongs to the average *nearest* to the picture.)

# %%
from firsthand import data
from firsthand.figures.vectors import pictures

digits = data.load("digits")
known, labels = digits.X[:1000], digits.y[:1000]
new, truth = digits.X[1000:], digits.y[1000:]

rows = np.array([known[labels == k].mean(axis=0) for k in range(10)])  # (10, 64)
bias = -np.sum(rows**2, axis=1) / 2  # (10,)

answers = linear_layer(new, rows, bias)  # (797, 10)
right = answers.argmax(axis=1) == truth
print(f"{right.mean():.0%} of {len(new)} new digits right")

pictures(rows.reshape(10, 8, 8), [f"row {k}" for k in range(10)])

# %% [markdown]
# One row a neuron: here you can look at them. Your nearest neighbour from the last lesson was better, but it compared each new
# picture with 1,000 others; this layer compares it with ten. In the lessons on networks we shall let the machine find better rows itself.
#
# ## Why two layers are no more than one
#
# Put one linear layer behind another. Does that compute more?

# %%
V, c = np.array([[1.0, -2.0]]), np.array([3.0])  # 2 inputs, 1 output

one_after_the_other = linear_layer(linear_layer(X, W, b), V, c)
in_one = linear_layer(X, matmul(V, W), matvec(V, b) + c)
np.allclose(one_after_the_other, in_one)

# %% [markdown]
# No: the two melt into one, with weights $VW$ and bias $Vb + c$. That is why networks put something bent, an *activation*, between
# their layers.
#
# ## What you can do now
#
# Tell the shape of a product before you compute it, read a shape error, write a layer and run a batch through it.
#
# **What an interviewer might ask.** Answer first, then read on.
#
# - *`X` is (32, 784) and `W` is (10, 784). What is the layer, and what comes out?* `X @ W.T + b` with `b` of shape (10,); (32, 10).
# - *What does (m, k) times (k, n) cost?* $m \cdot k \cdot n$ multiplications, for each of the $m \cdot n$ entries a dot product of length $k$.
# - *`A`, `B` are 1000 × 1000, `x` is a vector: `(A B) x` or `A (B x)`?* The second: two million multiplications in place of
#   more than a billion. The result is the same.
# - *Shapes (5, 1) and (4,) are added. What comes out?* (5, 4), and perhaps a bug.
# - *What does a determinant of 0 tell you?* The matrix flattens space; it has no inverse.
