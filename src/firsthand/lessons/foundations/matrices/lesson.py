# ---
# title: Matrices
# minutes: 30
# needs: [vectors]
# goals:
#   - Multiply a matrix by a vector and by a matrix, and tell the shape beforehand
#   - Read a layer of a neural network as a matrix product, one row a neuron
#   - Use broadcasting, and see where it hides a mistake
# ---

# %% [markdown]
# # Matrices

# %%
from firsthand.course import yours

# %% exercise="matvec"
matvec = yours("matvec")

# %% exercise="matmul"
matmul = yours("matmul")

# %% exercise="linear_layer"
linear_layer = yours("linear_layer")
