# ---
# title: Vectors
# minutes: 30
# needs: []
# goals:
#   - Add, scale and measure vectors
#   - Compare two of them by the dot product, and know when the cosine is the better measure
#   - Search a thousand handwritten digits for the one most like yours
# ---

# %% [markdown]
# # Vectors
#
# Who would enjoy the same films as you? To let a computer answer, write each person's taste as a list of numbers,
# in which **each place has a meaning**. Such a list is a *vector*.
#
# Here are three people, and how much each likes five kinds of film, from 0 to 5.

# %%
import numpy as np

from firsthand.course import yours
from firsthand.figures.vectors import profiles

genres = ["action", "romance", "sci-fi", "horror", "comedy"]
a = np.array([5, 1, 4, 0, 2])
b = np.array([4, 0, 5, 1, 1])
c = np.array([0, 5, 0, 0, 5])

profiles(genres, {"a": a, "b": b, "c": c}, measure="liking, 0 to 5")

# %% [markdown]
# You see at once that `a` and `b` are alike, and that `c` is somebody else. By the end of this lesson a function of
# yours will see it too, first for people, then for pictures. The same function, unchanged, compares texts in a
# search engine: only the meaning of the places differs.
#
# ## Add and scale
#
# A vector of two numbers can be drawn as an arrow: so far to the right, so far up. **Adding** puts the second arrow
# at the tip of the first. In numbers, that is adding place by place.

# %%
from firsthand.figures.vectors import arrows

u = np.array([2.0, 1.0])
v = np.array([1.0, 2.0])

arrows({"u": u, "v": v, "u + v": u + v}, tails={"v": u})

# %% [markdown]
# NumPy's `+` does that for any number of places. It also does something that you may not expect: it **stretches** a
# vector of length 1 to fit the other.

# %%
np.array([1.0, 2.0, 3.0]) + np.array([10.0])

# %% [markdown]
# Useful when you mean it. When you do not, because part of the data went missing on the way, say, you get a wrong answer
# and no warning. A function that is handed two vectors of different lengths does better to stop: ours raises a
# `ValueError` that says what came. Yours is only tried on vectors that fit.

# %% exercise="add"
add = yours("add")

# %% [markdown]
# **Scaling** multiplies each entry by one number. The arrow keeps its line: 2 doubles it, and a negative number turns it
# round.

# %%
arrows({"2u": 2 * u, "u": u, "-u": -u})

# %% [markdown]
# One trap lies here, and everybody falls into it once. `2 * u` makes a new array. `u *= 2` changes the array that is
# there, for everyone who holds it:

# %%
prices = np.array([1.0, 2.0])
my_copy = prices  # no copy: a second name for the same array
my_copy *= 100
prices

# %% [markdown]
# So a function must not write into the arrays it is given, unless that is its job. The checks look for it.

# %% exercise="scale"
scale = yours("scale")

# %% [markdown]
# ## One number for "how alike": the dot product
#
# Go through the genres one by one and multiply the two likings. Where both are large, the product is large. Where one
# of them is 0, so is the product.

# %%
print("a * b =", a * b)
print("a * c =", a * c)

# %% [markdown]
# Add the products up, and you have the **dot product**:
#
# $$a \cdot b = a_1 b_1 + a_2 b_2 + \dots + a_n b_n$$
#
# For `a` and `b` that is 20 + 0 + 20 + 0 + 2 = 42, for `a` and `c` only 0 + 5 + 0 + 0 + 10 = 15. The number agrees with
# the eye: `b` is more like `a` than `c` is.
#
# This sum of products is the most frequent piece of arithmetic in machine learning. A neuron is one, a layer is many, and
# most of the work of a language model is nothing else.

# %% exercise="dot"
dot = yours("dot")

# %% [markdown]
# ## Where the dot product misleads
#
# Now `d` comes along, who gives everything a 5.

# %%
d = np.array([5, 5, 5, 5, 5])

print("a · b =", dot(a, b))
print("a · d =", dot(a, d))

# %% [markdown]
# 60 beats 42, so is `d` more like `a` than `b` is? Hardly: `d` has no taste at all. The dot product grows with **how alike**
# two vectors are *and* with **how long** they are, and `d` is long. To keep only the likeness, we must measure length.
#
# ## Length
#
# An arrow 3 to the right and 4 up has length 5, by Pythagoras: $\sqrt{3^2 + 4^2} = 5$. The same holds for any number of
# places, and is called the **norm**:
#
# $$\|a\| = \sqrt{a_1^2 + a_2^2 + \dots + a_n^2}$$
#
# On paper that is all. In a computer the squares can run out of range: `[3e200, 4e200]` has length 5e200, which is a
# perfectly good float, but the square of 3e200 is 9e400, and no float is that large.

# %%
print("the largest float:", np.finfo(float).max)

# %% [markdown]
# The way out is to divide by the largest entry first, and to multiply by it in the end: `scipy.linalg.norm` does that, for
# whoever has such numbers. Ours is the formula, and yours is tried on vectors whose squares fit.

# %% exercise="norm"
norm = yours("norm")

# %% [markdown]
# ## Direction: the cosine
#
# Divide a vector by its own norm and it has length 1; all that is left of it is its **direction**. The dot product of two
# directions is the **cosine** of the angle between them:
#
# $$\cos \theta = \frac{a}{\|a\|} \cdot \frac{b}{\|b\|}$$
#
# Read backwards, $a \cdot b = \|a\| \, \|b\| \cos \theta$: the dot product is how alike times how long, and how long.

# %%
from firsthand.figures.vectors import angles

angles([2, 1], [[1, 0.5], [1, 2], [-1, 2], [-2, -1]])

# %% [markdown] explorable="angle"
# Turn `b` and change its length. The dot product follows both; the cosine follows the angle alone.

# %% [markdown]
# One vector has no direction: the one that is all zeros, a person who has rated nothing. Dividing by its length of 0 gives NaN,
# "not a number", and NaN is poison: `np.argmax` takes it for the largest, so the empty profile would be everybody's best
# match. The useful answer is 0, *similar to nothing*.

# %% exercise="cosine_similarity"
cosine_similarity = yours("cosine_similarity")

# %%
for name, other in {"b": b, "c": c, "d": d}.items():
    print(f"a and {name}:   dot {dot(a, other):4.0f}    cosine {cosine_similarity(a, other):.3f}")

# %% [markdown]
# By dot product `d` came first. By cosine it is `b`, as it should be.
#
# **Which one when?** Ask what the length of your vectors means.
#
# - It is an accident: one person rates more generously, one text is longer, one photograph is brighter. Take the **cosine**.
# - It is part of the answer: how many were bought, how sure we are, how strongly a neuron should react. Take the **dot product**.
#
# If all your vectors have length 1, the two are the same, which is why embeddings are often stored that way.
#
# ## A search engine in one line
#
# Compare the query with every row, and keep the best. That is all that a vector search does.

# %% exercise="most_similar"
most_similar = yours("most_similar")

# %%
people = np.array([b, c, d])
["b", "c", "d"][most_similar(a, people)]

# %% [markdown]
# ## On real data
#
# A picture is a vector too. These handwritten digits are 8 × 8 grey values each: 64 numbers in a row. Nobody has told the computer
# what a 7 is. We give it 1,000 digits with their labels, and for each of 50 new ones it takes the label of the most
# similar.

# %%
from firsthand import data
from firsthand.figures.vectors import pictures

digits = data.load("digits")
known, labels = digits.X[:1000], digits.y[:1000]
new, truth = digits.X[1000:1050], digits.y[1000:1050]

found = [most_similar(picture, known) for picture in new]
print((labels[found] == truth).sum(), "of 50 right")

pictures(
    np.concatenate([new[:10], known[found[:10]]]).reshape(20, 8, 8),
    ["new"] * 10 + ["found"] * 10,
)

# %% [markdown]
# Nearly all of them, without any training. How does the plain dot product do? (`known @ picture` computes all 1,000 dot products
# at once; the next lesson is about that.)

# %%
by_dot = [np.argmax(known @ picture) for picture in new]
print((labels[by_dot] == truth).sum(), "of 50 right by the dot product")

faint = 0.3 * new  # the same digits, written with a weak pencil
print([most_similar(picture, known) for picture in faint[:10]] == found[:10])

# %% [markdown]
# The dot product prefers pictures with much ink, whatever they show. The cosine does not care how hard anyone pressed the
# pencil: the faint digits find exactly the same neighbours.
#
# ## What you can do now
#
# Add, scale and measure vectors, compare them in two ways, search among them, and say which comparison fits.
#
# **What an interviewer might ask.** Answer first, then read on.
#
# - *What does a cosine of 0 mean, and one of -1?* A right angle, nothing in common; and the opposite direction.
# - *All vectors have length 1. Do dot product, cosine and distance rank them differently?* No. The squared
#   distance is then $2 - 2\cos\theta$: the largest cosine is the smallest distance.
# - *What is the cosine with a vector of zeros?* Undefined. Decide, and write it down; 0 keeps searches sane.
# - *What does a search among $m$ vectors of $n$ numbers cost?* About $m \cdot n$ multiplications for each query. For many queries, scale the
#   rows to length 1 once; for millions of rows, use an index that looks at only some of them.
