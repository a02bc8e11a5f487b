# ---
# title: Gradient descent
# minutes: 25
# needs: []
# goals:
#   - x
# ---

# %%
from firsthand.course import yours

# %% exercise="gradient_descent"
gradient_descent = yours("gradient_descent")

# %% exercise="momentum_descent"
momentum_descent = yours("momentum_descent")

# %% exercise="numerical_gradient"
numerical_gradient = yours("numerical_gradient")
