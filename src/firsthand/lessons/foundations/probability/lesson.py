# ---
# title: Probability
# minutes: 25
# needs: [gradient_descent]
# goals:
#   - x
# ---

# %%
from firsthand.course import yours

# %% exercise="softmax"
softmax = yours("softmax")

# %% exercise="log_sum_exp"
log_sum_exp = yours("log_sum_exp")

# %% exercise="cross_entropy"
cross_entropy = yours("cross_entropy")

# %% exercise="cross_entropy_gradient"
cross_entropy_gradient = yours("cross_entropy_gradient")

# %% exercise="softmax_temperature"
softmax_temperature = yours("softmax_temperature")
