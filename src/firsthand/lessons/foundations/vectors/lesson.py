# ---
# title: Vectors
# minutes: 25
# needs: []
# goals:
#   - Add, scale and measure vectors
#   - Compare two of them by the dot product, and know when the cosine is the better measure
#   - Find the most similar of many
# ---

# %% [markdown]
# # Vectors

# %%
from firsthand.course import yours

# %% exercise="add"
add = yours("add")

# %% exercise="scale"
scale = yours("scale")

# %% exercise="dot"
dot = yours("dot")

# %% exercise="norm"
norm = yours("norm")

# %% exercise="cosine_similarity"
cosine_similarity = yours("cosine_similarity")

# %% exercise="most_similar"
most_similar = yours("most_similar")
