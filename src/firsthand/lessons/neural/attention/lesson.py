# ---
# title: Self-attention
# minutes: 50
# needs: [probability, cnn]
# goals:
#   - Let words change with the words around them, by a weighted mean
#   - Tell queries, keys and values apart, and say why scores are divided by √d
#   - Mask what must not be seen, before the softmax
#   - Watch attention learn where to look, in a sentence of your own
#   - Split it into heads, and know what it costs
# ---

# %% [markdown]
# # Self-attention
#
# What does *bank* mean? Beside *river* it is a slope of grass, beside *money* a house with a safe. A table that holds one
# vector for each word gives both the same. The meaning depends on the neighbours, so let the neighbours have a say.
#
# Two numbers for each word will do at first: how much it has to do with money, and how much with water.

# %%
import numpy as np

from firsthand.course import whose, yours

vectors = {
    "the": [0.1, 0.1],
    "of": [0.1, 0.1],
    "bank": [1.2, 1.2],
    "river": [0.1, 2.4],
    "lends": [1.6, 0.2],
    "money": [2.4, 0.1],
}
by_water = ["the", "bank", "of", "the", "river"]
by_money = ["the", "bank", "lends", "money"]

print("plain mean:", np.mean([vectors[word] for word in by_water], axis=0))

# %% [markdown]
# The mean of the sentence would be a start, but it listens to *the* as much as to *river*. Weights are needed: much from words
# that have to do with *bank*, little from the others.
#
# You have a measure for "has to do with": the dot product is large where two vectors are large in the same places. And you
# have a way to turn scores into weights that sum to 1.

# %%
dot = yours("dot")
softmax = yours("softmax")

scores = [dot(vectors["bank"], vectors[word]) for word in by_water]
weights = softmax(np.array(scores))
for word, weight in zip(by_water, weights, strict=True):
    print(f"{word:6} {weight:.2f}")

print("bank becomes", (weights @ np.array([vectors[word] for word in by_water])).round(2))

# %% [markdown]
# That is attention: compare, softmax, weighted mean. Every word can do it at once. With the words as the rows of a matrix
# $X$, all the dot products are $X X^T$, and all the means are one more product.

# %%
from firsthand.figures.attention import moved


def gather(X):
    return softmax(X @ X.T) @ X


def bank_after(sentence):
    X = np.array([vectors[word] for word in sentence])
    return gather(X)[sentence.index("bank")]


content = ["bank", "river", "lends", "money"]
moved(
    content,
    [vectors[word] for word in content],
    {
        "the bank of the river": {"bank": bank_after(by_water)},
        "the bank lends money": {"bank": bank_after(by_money)},
    },
    ["money", "water"],
)

# %% [markdown]
# One word, two sentences, two vectors. Nothing was learned yet: no weight in this is trained.
#
# ## Ask, answer, bring
#
# Likeness is a poor guide, though. In *the hungry cat saw the soup*, the word *hungry* wants to know **who** is hungry. It looks
# for a noun, and for one that can be hungry. *Tired* would be much more like it, and of no help.
#
# So let every word play three parts, each by a matrix of its own:
#
# - its **query**: what am I looking for?
# - its **key**: what can I be found by?
# - its **value**: what do I bring, if I am looked at?
#
# $$Q = X W_Q \qquad K = X W_K \qquad V = X W_V$$
#
# Here are words described by hand: noun, quality, of animals, of food. As keys and values they stay as they are. The matrix for
# queries makes a quality look for a noun and a noun for a quality, and both for their own kind.

# %%
from firsthand.figures.attention import looks

sentence = ["hungry", "cat", "salty", "soup"]
#             noun  quality  animal  food
X = np.array([[0, 1, 1, 0], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 0, 1]])
to_query = 3 * np.array([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])

looks({"by likeness, X Xᵀ": softmax(X @ X.T), "queries and keys": softmax(X @ to_query @ X.T)}, sentence)

# %% [markdown]
# By likeness each word looks most at itself. With queries and keys *hungry* and *cat* look at one another. No likeness
# could give the picture on the right: of vectors equally long, each is most like itself.
#
# ## Why divide by √d
#
# Real vectors are wider than four: 64 for a query is common. A dot product adds up $d$ products. If the entries are
# independent with mean 0 and variance 1, so are the products, and their sum has variance $d$. Measure it:

# %%
rng = np.random.default_rng(0)
widths = 2 ** np.arange(2, 11)
spread, top = {"dot product": [], "divided by √d": []}, {"dot product": [], "divided by √d": []}
for d in widths:
    Q, K = rng.normal(size=(2, 200, d))
    for label, scores in (("dot product", Q @ K.T), ("divided by √d", Q @ K.T / np.sqrt(d))):
        spread[label].append(scores.std())
        top[label].append(softmax(scores[:, :10]).max(axis=1).mean())  # among ten keys

for d, plain, scaled in zip(widths, spread["dot product"], spread["divided by √d"], strict=True):
    print(f"d = {d:4}: scores spread by {plain:5.2f}, divided by √d by {scaled:.2f}")

# %%
from firsthand.figures.attention import by_width

by_width(widths, {"spread of the scores": spread, "largest of ten weights": top})

# %% [markdown]
# At a width of 1024 plain scores have a standard deviation of 32, and the largest of ten keys takes nearly everything, although all of
# this is noise. That is bad for learning. The slope of a weight $w$ along its own score is $w (1 - w)$: where one weight is nearly 1
# and the others nearly 0 there is no slope, so nothing can be corrected. Divided by $\sqrt{d}$ the spread is 1 at any width.
#
# ## Masks
#
# Not everything may be looked at. A model that writes text guesses the next word from those before it. In
# training it has the whole sentence before it, the answer included, and must not peek. The **causal mask** says who may look at
# whom.

# %% exercise="causal_mask"
causal_mask = yours("causal_mask")

# %%
print(causal_mask(4).astype(int))

# %% [markdown]
# The other common one is the **padding mask**: sentences of different lengths share an array, and nobody shall look at
# the filling.
#
# Where does the mask go? *Before* the softmax: a score of $-\infty$ becomes a weight of $e^{-\infty} = 0$, and the other weights
# still sum to 1. After it, the forbidden words have had their share already.
#
# One case needs a decision. A word that may look nowhere at all has only $-\infty$, and its softmax is 0/0: NaN, which spreads
# through everything that follows. PyTorch's answer depends on the function that you call; ours is always a row
# of zeros: nothing asked, nothing gathered.

# %% exercise="attention_weights"
attention_weights = yours("attention_weights")

# %%
query = np.log([[4.0, 2.0, 1.0, 1.0]])
keys = 2 * np.eye(4)  # d is 4, so the scores are the query's own entries, and the weights go as 4 : 2 : 1 : 1
allowed = np.array([[True, True, True, False]])
nothing = np.array([[False, False, False, False]])
print("all allowed:  ", attention_weights(query, keys))
print("last forbidden:", attention_weights(query, keys, allowed).round(4))
print("all forbidden: ", attention_weights(query, keys, nothing))

# %% [markdown]
# Now the whole of it, as the paper writes it:
#
# $$\text{Attention}(Q, K, V) = \text{softmax}\left(\frac{Q K^T}{\sqrt{d}}\right) V$$

# %% exercise="scaled_dot_product_attention"
scaled_dot_product_attention = yours("scaled_dot_product_attention")

# %% [markdown]
# Beside PyTorch's, on a batch of two sentences with eight heads (of which more below), masked and not:

# %%
from firsthand.optional import has_torch

Q, K, V = rng.normal(size=(3, 2, 8, 10, 64))
if has_torch():
    import torch

    q, k, v = (torch.from_numpy(one) for one in (Q, K, V))
    for name, mask in {"no mask": None, "causal": causal_mask(10)}.items():
        allowed = None if mask is None else torch.from_numpy(mask)
        theirs = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=allowed).numpy()
        difference = np.abs(scaled_dot_product_attention(Q, K, V, mask) - theirs).max()
        print(f"{name:8} largest difference {difference:.0e}")

# %% [markdown]
# ## Where to look is learned
#
# So far a hand wrote the matrices. Now let them be learned. The task: every word must name its **partner**. A quality
# names the noun that it describes, the noun names its quality, a word without partner names itself. Sentences are drawn
# from 88 words:

# %%
from firsthand.lessons.neural.attention.sentences import VOCABULARY, draw

practice = draw(4, seed=1)
for words, partners in zip(practice.words, practice.partners, strict=True):
    said = [VOCABULARY[id] for id in words if id]
    print(" ".join(said))
    print(
        "   ", ", ".join(f"{word} → {said[partners[i]]}" for i, word in enumerate(said) if partners[i] != i)
    )

# %% [markdown]
# The model has a vector of ten numbers for each word, a matrix for queries and one for keys, all random at first. It
# gathers the words' vectors, by their weights, and must answer with the word whose vector fits what it gathered best.
# The loss is the cross-entropy of that answer. Nobody ever tells it where to look. But what it gathers is all it has, so there is
# one way only to name the partner: look at it.
#
# `train` learns from 2000 sentences, with your `attention_weights` as its forward pass.

# %%
from time import perf_counter

from firsthand.lessons.neural.attention.partners import found, train

start = perf_counter()
model = train(attention_weights)
print(f"trained in {perf_counter() - start:.1f} s")

unseen = draw(1000, seed=99)
for name, share in found(model, unseen).items():
    print(f"{name}: {share:.1%} look most at the right word")

# %% [markdown]
# On sentences that it has never met, nearly every word with a partner finds it. Put a sentence of your own here. It knows the
# words below; one that is spelt almost like one of them is taken for it, and any other gets a vector of zeros: it asks for nothing,
# so it looks at all alike.

# %%
from textwrap import fill

print(fill(" ".join(VOCABULARY[1:]), 80))

# %%
from firsthand.lessons.neural.attention.sentences import ids_of, split

my_sentence = "the cat saw the soup because it was hungry"

words = split(my_sentence)
x = model.vectors[ids_of(words)]
queries, keys = x @ model.to_q, x @ model.to_k
looks(
    {
        "mask off": attention_weights(queries, keys),
        "mask on": attention_weights(queries, keys, causal_mask(len(words))),
    },
    words,
)

# %% [markdown]
# Read along a row: *hungry* looks at *cat*, *cat* at *hungry*. Change the last word to *salty*, run the cell again, and it looks at
# *soup*: the same queries and keys, another sentence.
#
# With the mask on, *cat* cannot see *hungry*, which comes later. Its weight goes to what is left. How much does that cost?

# %%
for name, look_ahead in (("mask off", True), ("mask on", False)):
    print(f"{name}: {found(model, unseen, look_ahead=look_ahead)['words with a partner']:.1%}")

# %% [markdown]
# About two thirds are left: a quality that comes after its noun still finds it, a noun whose quality comes later cannot. A
# model that writes pays this price at each word, because the future is not there to be seen.

# %% [markdown] explorable="who_looks_at_whom"
# Type a sentence and switch the mask. (The page shows this as a figure with a text box; in a notebook, change `my_sentence`
# above.)

# %% [markdown]
# ## What one layer cannot do
#
# Look at the row of *it*. It is smeared over the sentence, and *it* finds its noun less than half of the time. When *it* asks, it
# knows that it is *it*, and nothing else: its query is the same in every sentence. Whether the cat or the soup is meant
# depends on the last word.

# %%
for last in ("hungry", "salty"):
    words = split(f"the cat saw the soup because it was {last}")
    weights = model.look(ids_of(words))[words.index("it")]
    print(f"{last:7} it → cat {weights[1]:.2f}, soup {weights[4]:.2f}")

# %% [markdown]
# A second layer would ask again, with what the first has gathered: then *it* could know about *hungry*. That is why attention
# comes in layers.
#
# And it does not know the order of the words. Shuffle them, and the same weights come out, shuffled:

# %%
words = split(my_sentence)
order = np.random.default_rng(1).permutation(len(words))
ids = ids_of(words)
print(" ".join(words[i] for i in order))
print("same weights, shuffled:", np.allclose(model.look(ids[order]), model.look(ids)[order][:, order]))

# %% [markdown]
# *The dog bites the man* and *the man bites the dog* are the same to it. Where order counts, each word must be told its
# place: a vector of positions is added to its own. The lesson on the Transformer does that. (A causal mask breaks the symmetry
# a little: the first word sees one word, the second two.)
#
# ## Heads
#
# One softmax gives one mean. A verb may want to know who does it, to whom, and when; one mean of the three is a blur of
# all. So attention is done several times side by side, in **heads**, each with queries, keys and values of its own, and
# narrower: with $H$ heads and a model $D$ wide, each is $K = D / H$ wide, so that all together cost no more than one wide
# head.
#
# One large product makes the queries of all heads at once, shape $(n, D)$. Then they are cut apart.

# %% exercise="split_heads"
split_heads = yours("split_heads")

# %%
x = np.arange(12).reshape(2, 6)  # two words, six numbers each
print(x)
print(split_heads(x, 3))

# %% [markdown]
# Each head has both words, and two columns of each. The trap is to `reshape` straight to $(H, n, K)$. The shape is right and the
# numbers are wrong: a reshape keeps their order, so the first head would get four numbers of the first word and none of the second.
#
# After the heads have gathered, they are put side by side again.

# %% exercise="merge_heads"
merge_heads = yours("merge_heads")

# %%
print(np.array_equal(merge_heads(split_heads(x, 3)), x))

# %% [markdown]
# All heads run at once, because your attention carries leading axes along. Here is multi-head attention on your functions,
# beside the library's and beside a loop over the heads:

# %%
from firsthand.neural.attention import MultiHeadAttention

ours = MultiHeadAttention(d_model=64, n_heads=8, random_state=0)
x = rng.normal(size=(2, 10, 64))  # two sentences of ten words
mask = causal_mask(10)


def attend(x):
    Q, K, V = (split_heads(x @ w, 8) for w in (ours.to_q, ours.to_k, ours.to_v))
    return merge_heads(scaled_dot_product_attention(Q, K, V, mask)) @ ours.to_out


gathered, weights = ours.forward(x, mask)
one_by_one = [
    scaled_dot_product_attention(*(x @ w[:, h : h + 8] for w in (ours.to_q, ours.to_k, ours.to_v)), mask)
    for h in range(0, 64, 8)
]
print(
    f"{whose(split_heads, merge_heads, scaled_dot_product_attention)} and the library's:".ljust(22),
    np.abs(attend(x) - gathered).max(),
)
print("a loop over the heads:", np.abs(np.concatenate(one_by_one, axis=-1) @ ours.to_out - gathered).max())
print("weights of each head: ", weights.shape)

# %% [markdown]
# The last matrix, `to_out`, mixes what the heads brought. And PyTorch's module, with the same weights copied into it. Take care:
# it keeps its matrices turned, and True in *its* mask forbids.

# %%
if has_torch():
    theirs = torch.nn.MultiheadAttention(64, 8, bias=False, batch_first=True, dtype=torch.float64)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.from_numpy(np.vstack([ours.to_q.T, ours.to_k.T, ours.to_v.T])))
        theirs.out_proj.weight.copy_(torch.from_numpy(ours.to_out.T))
        t = torch.from_numpy(x)
        out, looked = theirs(t, t, t, attn_mask=torch.from_numpy(~mask), average_attn_weights=False)
    print(f"gathered: {np.abs(gathered - out.numpy()).max():.0e}")
    print(f"weights:  {np.abs(weights - looked.numpy()).max():.0e}")

# %% [markdown]
# ## What it costs
#
# Every word is compared with every word: $n^2$ scores for each head.

# %%
for n in (100, 1_000, 10_000, 100_000):
    scores = n * n
    print(f"{n:7,} words: {scores:14,} scores a head, {4 * scores / 1e9:10.4f} GB as float32")

# %% [markdown]
# Twice the text is four times the work. At 100,000 words the scores of one head would fill 40 GB. They need not be kept:
# FlashAttention computes them block by block, and the softmax with them, so memory grows with $n$ only. The time still grows with
# $n^2$. Against that, a recurrent network needs $n$ steps one after the other; here all the pairs can be done at once.
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Write scaled dot-product attention with a mask.* `softmax(where(mask, Q Kᵀ / √d, −∞)) V`, the softmax along the keys. Say which way
#    round your mask is.
# 2. *Why the √d?* The dot product of two vectors with independent entries of variance 1 has variance $d$. Large scores saturate the
#    softmax, and a saturated softmax has no slope.
# 3. *Why mask before the softmax and not after?* After it the forbidden keys have had their share of the sum; the rest no longer sums to 1.
# 4. *A row is masked entirely. What happens?* 0/0, so NaN, unless somebody decides. PyTorch 2.13's
#    `scaled_dot_product_attention` gives zeros, its `MultiheadAttention` NaN when asked for weights. Padding makes such rows.
# 5. *What do several heads buy?* Several patterns at once at the same cost. Each head has its own softmax.
# 6. *Does attention know the order of words?* No. Without a mask, shuffled input gives shuffled output. Positions must be added.
# 7. *Time and memory?* $O(n^2 d)$ and $O(n^2)$; with FlashAttention $O(n)$ memory and the same time.
# 8. *Are the weights an explanation?* They say what was mixed in at this layer, not why the answer came out. Values may be small where
#    weights are large, and later layers mix again.
