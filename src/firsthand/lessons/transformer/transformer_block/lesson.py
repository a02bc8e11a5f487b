# ---
# title: The Transformer block
# minutes: 75
# needs: [attention, pytorch]
# extras: [deep]
# goals:
#   - Tell a model where each word stands, in two ways, and show what is lost without
#   - Say what residuals and norms are for, from a measurement of your own
#   - Build attention with heads, feed-forward layer and block in PyTorch, with gradients that are right
#   - Count the parameters of a GPT by hand
#   - Read the paper's figure, encoder, decoder and cross-attention, and know which part of it a GPT is
# ---

# %% [markdown]
# # The Transformer block
#
# *Attention Is All You Need* appeared in 2017 and proposed a network for translation. Today's language models are built from
# one part of it, the **block**, stacked a dozen times or a hundred. You have built the attention within it. What is missing are
# a sense of order, a way to stack many layers that still learns, and a layer that thinks about what attention has gathered.
#
# This lesson works in PyTorch from the first cell to the last; if it is missing, the page offers to install it. Tensors have the
# shape `(B, T, D)` throughout: B texts of T tokens, each of which is a row of D numbers. A **token** is a piece of text that has a
# row of its own, here a word.

# %%
import math

import torch

from firsthand.course import whose, yours

torch.set_num_threads(1)  # sizes this small are through before a second thread has woken up
torch.manual_seed(0)
print("PyTorch", torch.__version__)

# %% [markdown]
# ## Dog bites man
#
# Three words as rows, and the attention of the last lesson without a mask. Then the same words in another order.

# %%
words = {"dog": torch.randn(8), "bites": torch.randn(8), "man": torch.randn(8)}


def gather(sentence):
    x = torch.stack([words[word] for word in sentence])  # (T, D)
    return (x @ x.mT / math.sqrt(8)).softmax(dim=-1) @ x


for sentence in (["dog", "bites", "man"], ["man", "bites", "dog"]):
    print(f"{' '.join(sentence)}: bites becomes", gather(sentence)[1, :4].numpy().round(4), "…")

# %% [markdown]
# The same. A dot product does not know where its two rows stand, and a sum does not know in which order it was added. For
# attention a sentence is a bag of words, and who bites whom is lost. So the place must be written into the row itself.
#
# ## Waves
#
# The paper **adds** a row of numbers that stands for the place. A plain 0, 1, 2, … would soon be larger than the word. So each place
# is written as the hands of many clocks: the first pair of columns turns fast, the next more slowly, the last hardly at all.
# A hand has two coordinates, a sine and a cosine.
#
# $$P_{p, 2i} = \sin\frac{p}{10000^{2i/D}} \qquad P_{p, 2i+1} = \cos\frac{p}{10000^{2i/D}}$$

# %% exercise="sinusoidal_positions"
sinusoidal_positions = yours("sinusoidal_positions")

# %%
table = sinusoidal_positions(64, 32)
print("place 0:", table[0, :6].numpy().round(2), "…")
print("place 1:", table[1, :6].numpy().round(2), "…")


def gather_in_order(sentence):
    x = torch.stack([words[word] for word in sentence]) + sinusoidal_positions(len(sentence), 8)
    return (x @ x.mT / math.sqrt(8)).softmax(dim=-1) @ x


for sentence in (["dog", "bites", "man"], ["man", "bites", "dog"]):
    print(f"{' '.join(sentence)}: bites becomes", gather_in_order(sentence)[1, :4].numpy().round(4), "…")

# %% [markdown]
# Now the two sentences differ. Places that are near have rows that are alike, wherever they are: the dot product of two rows
# depends only on how far apart they stand, since $\sin a \sin b + \cos a \cos b = \cos(a - b)$.

# %%
from firsthand.figures.network import learning_curves

learning_curves(
    {
        "with place 0": (table @ table[0])[:32],
        "with place 20": (table @ table[20])[20:52],
    },
    "places apart",
    "dot product",
    first=0,
)

# %% [markdown]
# The two curves lie upon one another.
#
# ## Turning instead of adding
#
# If only the distance is wanted, it can be had without adding anything to the words. **Rotary positions** turn each query and each
# key by an angle that grows with its place. A query turned by $5a$ and a key turned by $3a$ are $2a$ apart, as are those at places
# 105 and 103. Llama and most models since 2022 do this, within each attention, and leave the words themselves alone.
#
# Numbers $i$ and $i + K/2$ of a head are the two coordinates of a hand. (Some models pair neighbours instead, as the waves above
# do. Both work; weights that were trained with one do not work with the other.)

# %% exercise="rotary_embedding"
rotary_embedding = yours("rotary_embedding")

# %%
q, k = torch.randn(2, 1, 1, 1, 16)  # one query and one key, each (B, H, T, K)
for there, here in ((5, 3), (105, 103), (5, 4)):
    turned_q = rotary_embedding(q, torch.tensor([there]))
    turned_k = rotary_embedding(k, torch.tensor([here]))
    print(f"places {there} and {here}: dot product {(turned_q * turned_k).sum().item():.4f}")

# %% [markdown]
# `positions` is given and not assumed to be 0, 1, 2, …: a model that writes reads one new token at a time, and that token stands at
# place 40 although it is the first of its call. To forget this is the most common mistake with rotary positions.
#
# ## Attention, in PyTorch
#
# One matrix makes queries, keys and values of all heads at once. The rest you know: cut into heads, scores over $\sqrt{K}$, mask
# before the softmax, weighted mean, heads side by side, one matrix that mixes them. From here on your functions are checked
# with their **gradients**: a result that is right but cut off from its inputs trains nothing.

# %% exercise="causal_self_attention"
causal_self_attention = yours("causal_self_attention")

# %%
from torch.nn import functional as F


def by_pytorch(x, to_qkv, to_out, n_heads):
    q, k, v = (part.unflatten(-1, (n_heads, -1)).transpose(1, 2) for part in (x @ to_qkv).chunk(3, dim=-1))
    return F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2) @ to_out


x = torch.randn(2, 6, 16, requires_grad=True)
to_qkv, to_out = torch.randn(16, 48) / 4, torch.randn(16, 16) / 4
gradients = []
for attend in (causal_self_attention, by_pytorch):
    out = attend(x, to_qkv, to_out, 4)
    gradients.append(torch.autograd.grad(out.square().sum(), x)[0])

print("whose code:", whose(causal_self_attention))
print(f"largest difference of the gradients: {(gradients[0] - gradients[1]).abs().max().item():.1e}")

# %% [markdown]
# ## Twenty layers
#
# One attention finds one thing for each token. To find what that leads to takes another one upon it. So layers are stacked, and
# there is the old trouble. You have seen it with He's start: draw the weights a little too small, and the signal dies on its
# way through twenty layers; too large, and it explodes. Here is a plain stack again with the spread that PyTorch's own layers start
# with, $1/\sqrt{3n}$, and beside it one where each layer **adds** to what came: $x + f(x)$.

# %%
from firsthand.figures.network import signal_by_layer

DEPTH, WIDTH = 20, 100
SMALL = 1 / math.sqrt(3 * WIDTH)


def strengths(layer, spread=SMALL):
    """The signal behind each layer, and the gradient that comes back to each."""
    torch.manual_seed(0)
    x = torch.randn(200, WIDTH, requires_grad=True)
    matrices = [torch.randn(WIDTH, WIDTH) * spread for _ in range(DEPTH)]
    stream = [x]
    for matrix in matrices:
        stream.append(layer(stream[-1], matrix))
    slopes = torch.autograd.grad(stream[-1].square().mean().sqrt(), stream)
    size = lambda t: t.square().mean().sqrt().item()  # noqa: E731
    return [size(t) for t in stream], [size(g) / size(slopes[-1]) for g in slopes]


def plain(x, matrix):
    return (x @ matrix).relu()


def residual(x, matrix):
    return x + (x @ matrix).relu()


signals, slopes = {}, {}
for name, layer in {"plain": plain, "with residuals": residual}.items():
    signals[name], slopes[name] = strengths(layer)
    print(f"{name}: gradient at the first layer {slopes[name][0]:.1e} of that at the last")

signal_by_layer(signals)

# %% [markdown]
# In the plain stack both die: hardly anything arrives at the end, and the first layer learns nothing. With residuals the gradient has a
# way back on which nothing is multiplied: $\partial (x + f(x)) / \partial x = 1 + f'(x)$. What runs through the sum is called the
# **residual stream**; layers read from it and add to it.
#
# But the signal now grows with each layer, since each adds to it. Twenty layers are bearable, and with a larger spread they are not.
# Whatever a layer reads should have one scale.
#
# ## Layer norm
#
# Take the mean of a token's numbers away and divide by their standard deviation. Then let the model choose a scale and a shift of
# its own, which begin at 1 and 0:
#
# $$y = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} \odot g + b$$
#
# Each token by itself, along the last axis: unlike batch norm it does not matter who else is in the batch.

# %% exercise="layer_norm"
layer_norm = yours("layer_norm")

# %% [markdown]
# Its gradient tells what it is for. With $\hat{x}$ for the normalised token, $h$ for the gradient that arrives at $\hat{x}$, and means over
# the D numbers of the token:
#
# $$\frac{\partial L}{\partial x} = \frac{1}{\sigma}\left(h - \overline{h} - \hat{x}\;\overline{h \odot \hat{x}}\right)$$
#
# Two things are taken out of $h$: what would shift all numbers alike, and what would stretch them alike. Neither would change $y$, so
# neither is worth a step. And a token twice as large gets a gradient half as large.

# %%
x = torch.randn(3, 8, dtype=torch.float64, requires_grad=True)
gain, shift = torch.rand(8, dtype=torch.float64), torch.zeros(8, dtype=torch.float64)
upstream = torch.randn(3, 8, dtype=torch.float64)
by_autograd = torch.autograd.grad((layer_norm(x, gain, shift, 0.0) * upstream).sum(), x)[0]

sigma = x.var(dim=-1, keepdim=True, correction=0).sqrt()
x_hat = (x - x.mean(dim=-1, keepdim=True)) / sigma
h = upstream * gain
by_formula = (h - h.mean(-1, keepdim=True) - x_hat * (h * x_hat).mean(-1, keepdim=True)) / sigma

print(f"formula against autograd: {(by_formula - by_autograd).abs().max().item():.1e}")
print("gradient along x itself: ", (by_autograd * x).sum(dim=-1).detach().numpy().round(12))
doubled = torch.autograd.grad((layer_norm(2 * x, gain, shift, 0.0) * upstream).sum(), x)[0]
print(
    "unchanged when x doubles:",
    torch.allclose(layer_norm(2 * x, gain, shift, 0.0), layer_norm(x, gain, shift, 0.0)),
)

# %% [markdown]
# Llama leaves the mean alone and divides by the root mean square only, which is cheaper and does as well:

# %% exercise="rms_norm"
rms_norm = yours("rms_norm")

# %%
ONE, ZERO = torch.ones(WIDTH), torch.zeros(WIDTH)


def normed_residual(x, matrix):
    return x + (layer_norm(x, ONE, ZERO) @ matrix).relu()


for spread in (SMALL, 3 / math.sqrt(WIDTH)):
    print(f"spread {spread:.2f}")
    for name, layer in {"residuals": residual, "residuals and norm": normed_residual}.items():
        signal, slope = strengths(layer, spread)
        print(
            f"  {name}: signal {signal[-1]:.3g}, gradient at the first layer {slope[0]:.3g} times that at the last"
        )

# %% [markdown]
# With the norm each layer adds about as much as the one before, so the stream grows by steps, and is no longer multiplied from layer
# to layer. Try it:

# %% [markdown] explorable="deep_stack"

# %% [markdown]
# ## Thinking
#
# Attention mixes tokens, but it only forms weighted means. What turns *hungry* and *cat* into *will eat soon* is a small
# network on each token by itself: wider, bent, narrow again. It has most of the parameters of a block. The paper bends with ReLU,
# GPT with **GELU**, which lets small negative numbers through and has no corner.

# %% exercise="gelu"
gelu = yours("gelu")

# %% exercise="feed_forward"
feed_forward = yours("feed_forward")

# %%
places = torch.linspace(-4, 4, 9)
print("x:   ", places.numpy())
print("ReLU:", places.relu().numpy())
print("GELU:", gelu(places).numpy().round(3))

# %% [markdown]
# ## The block
#
# Now all of it. First gather, then think, each on a branch of its own that begins with a norm and ends in a sum:

# %% exercise="transformer_block"
transformer_block = yours("transformer_block")

# %% [markdown]
# The paper has the norm elsewhere: **after** each sum, on the stream itself (post-norm). That looks like a detail. Stack twenty of each
# and give them the simplest task for which attention is needed: say which token came just before. There are 8 tokens, so whoever
# knows nothing has a loss of $\log 8 \approx 2.08$.


# %%
def fresh_weights(width, generator):
    def matrix(n_in, n_out):
        return (torch.randn(n_in, n_out, generator=generator) / math.sqrt(n_in)).requires_grad_()

    return {
        "gain_1": torch.ones(width), "bias_1": torch.zeros(width),
        "to_qkv": matrix(width, 3 * width), "to_out": matrix(width, width),
        "gain_2": torch.ones(width), "bias_2": torch.zeros(width),
        "widen": matrix(width, 4 * width), "widen_bias": torch.zeros(4 * width),
        "narrow": matrix(4 * width, width), "narrow_bias": torch.zeros(width),
    }  # fmt: skip


def post_norm_block(x, w, n_heads):
    x = layer_norm(x + causal_self_attention(x, w["to_qkv"], w["to_out"], n_heads), w["gain_1"], w["bias_1"])
    thought = feed_forward(x, w["widen"], w["widen_bias"], w["narrow"], w["narrow_bias"])
    return layer_norm(x + thought, w["gain_2"], w["bias_2"])


def train(block, steps=40, depth=20, width=32, rate=3e-3):
    """The losses of a stack that learns to say the token before."""
    generator = torch.Generator().manual_seed(0)
    layers = [fresh_weights(width, generator) for _ in range(depth)]
    tokens, places = torch.randn(2, 8, width, generator=generator)
    head = torch.randn(width, 8, generator=generator) / math.sqrt(width)
    learned = [tokens, places, head, *(w for layer in layers for w in layer.values() if w.ndim == 2)]
    optimizer = torch.optim.Adam([one.requires_grad_() for one in learned], lr=rate)
    losses = []
    for _ in range(steps):
        ids = torch.randint(8, (16, 8), generator=generator)  # (B, T)
        x = tokens[ids] + places
        for weights in layers:
            x = block(x, weights, 4)
        scores = layer_norm(x, torch.ones(width), torch.zeros(width)) @ head  # (B, T, 8)
        loss = F.cross_entropy(scores[:, 1:].flatten(0, 1), ids[:, :-1].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


losses = {"pre-norm": train(transformer_block), "post-norm": train(post_norm_block)}
for name, found in losses.items():
    print(f"{name}: loss {found[0]:.2f} at first, {sum(found[-5:]) / 5:.2f} over the last five steps")

learning_curves(losses, "step", "loss")

# %% [markdown]
# The pre-norm stack has learned it, the post-norm stack still knows nothing. Post-norm multiplies the stream itself at each block, so
# the way back is no longer free. The paper's trainings needed a **warm-up**, small steps first, and had 6 blocks. Pre-norm keeps the
# way free, and GPT-2 and nearly all after it have it. One norm more stands at the very end, before the head, because the stream
# itself was never normalised.
#
# ## The whole, counted by hand
#
# A GPT is: an embedding (a row for each token of the vocabulary), positions, a stack of blocks, a last norm, and a **head** that scores
# each token of the vocabulary as the next. Before you let the computer count, count on paper. With vocabulary $V$, width $D$, $L$ layers
# and $F$ inside the feed-forward layer:

# %% exercise="count_parameters"
count_parameters = yours("count_parameters")

# %%
from firsthand.transformer import GPTConfig, MiniGPT

V, D, L, D_FF = 1000, 128, 4, 512
attention = 4 * (D * D + D)
thinking = (D * D_FF + D_FF) + (D_FF * D + D)
print(f"embedding   {V * D:9,}")
print(f"attention   {L * attention:9,}")
print(f"thinking    {L * thinking:9,}")
print(f"norms       {L * 4 * D + 2 * D:9,}")
print(f"head        {D * V + V:9,}")
print(f"together    {count_parameters(V, D, L, D_FF):9,}")

model = MiniGPT(GPTConfig(vocabulary_size=V, width=D, n_heads=4, n_layers=L, d_ff=D_FF, context_length=256))
print(f"MiniGPT has {model.num_parameters():9,}")
print("logits:", tuple(model(torch.randint(V, (2, 32))).shape))
print(f"GPT-2 without its positions: {count_parameters(50257, 768, 12, 3072, tied_head=True):,}")

# %% [markdown]
# `MiniGPT` is the model of the next lessons, in `firsthand/transformer/model.py`, one file in the order of this lesson. Put its weights into
# your block, and the same numbers come out:


# %%
def weights_of(block):
    """MiniGPT's names to ours. PyTorch keeps its matrices transposed."""
    return {
        "gain_1": block.attention_norm.weight, "bias_1": block.attention_norm.bias,
        "to_qkv": block.attention.to_qkv.weight.mT, "to_out": block.attention.to_out.weight.mT,
        "gain_2": block.feed_forward_norm.weight, "bias_2": block.feed_forward_norm.bias,
        "widen": block.feed_forward.widen.weight.mT, "widen_bias": block.feed_forward.widen.bias,
        "narrow": block.feed_forward.narrow.weight.mT, "narrow_bias": block.feed_forward.narrow.bias,
    }  # fmt: skip


with torch.no_grad():
    x = torch.randn(2, 32, D)
    theirs, mine = x, x
    for block in model.blocks:
        theirs = block(theirs, None, None, None, 0)
        mine = transformer_block(mine, weights_of(block), 4)
print(f"largest difference after {L} blocks: {(theirs - mine).abs().max().item():.1e}")
print("whose code:", whose(transformer_block))

# %% [markdown]
# (MiniGPT's attention has biases as well, which start at 0; that is why they can be left out here.)
#
# ## The other half of the paper
#
# The paper translates, and that takes two stacks. The **encoder** reads the German sentence, all of it, without a mask. The **decoder**
# writes the English one, token after token. Its blocks have one more branch: **cross-attention**, where the queries come from what
# has been written so far, and keys and values from what the encoder has read. That is the only difference: `memory` in the place
# of `x`. A GPT is the decoder without it; BERT is the encoder.
#
# Here are both with the weights of `torch.nn.Transformer`, which is the paper's: post-norm, ReLU, biases everywhere.


# %%
def attend(x, memory, layer, is_causal=False):
    """Let x (B, T, D) ask memory (B, S, D); for self-attention both are the same."""
    weights = [w.mT for w in layer.in_proj_weight.chunk(3)]  # (D, D) each
    sources = (x, memory, memory)
    q, k, v = (
        (source @ w + b).unflatten(-1, (layer.num_heads, -1)).transpose(1, 2)
        for source, w, b in zip(sources, weights, layer.in_proj_bias.chunk(3), strict=True)
    )  # (B, H, T, K), (B, H, S, K), (B, H, S, K)
    scores = q @ k.mT / math.sqrt(q.shape[-1])  # (B, H, T, S)
    if is_causal:
        later = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(diagonal=1)
        scores = scores.masked_fill(later, -math.inf)
    gathered = (scores.softmax(dim=-1) @ v).transpose(1, 2).flatten(2)  # (B, T, D)
    return gathered @ layer.out_proj.weight.mT + layer.out_proj.bias


def norm(x, layer):
    return layer_norm(x, layer.weight, layer.bias, layer.eps)


def think(x, layer):
    wide = (x @ layer.linear1.weight.mT + layer.linear1.bias).relu()
    return wide @ layer.linear2.weight.mT + layer.linear2.bias


def encode(x, encoder):
    for layer in encoder.layers:
        x = norm(x + attend(x, x, layer.self_attn), layer.norm1)
        x = norm(x + think(x, layer), layer.norm2)
    return norm(x, encoder.norm)


def decode(x, memory, decoder):
    for layer in decoder.layers:
        x = norm(x + attend(x, x, layer.self_attn, is_causal=True), layer.norm1)
        x = norm(x + attend(x, memory, layer.multihead_attn), layer.norm2)  # cross-attention
        x = norm(x + think(x, layer), layer.norm3)
    return norm(x, decoder.norm)


# %%
from torch import nn

torch.manual_seed(0)
paper = nn.Transformer(32, 4, 2, 2, dim_feedforward=64, dropout=0.0, batch_first=True)
german, english = torch.randn(2, 7, 32), torch.randn(2, 5, 32)
with torch.no_grad():
    for weights in paper.parameters():
        weights.add_(0.1 * torch.randn_like(weights))  # so that no bias is 0 and no gain 1
    mine = decode(english, encode(german, paper.encoder), paper.decoder)
    theirs = paper(german, english, tgt_mask=nn.Transformer.generate_square_subsequent_mask(5))
print(f"encoder and decoder against torch.nn.Transformer: {(mine - theirs).abs().max().item():.1e}")

# %% [markdown]
# ## What you have
#
# - Attention sees a bag. Waves that are added, or turns of queries and keys, tell it the order; with turns only distance counts.
# - Residuals give the gradient a way back on which nothing is multiplied. Norms give whatever a layer reads one scale.
# - A block is two branches: gather, then think. Pre-norm keeps the stream itself untouched.
# - A decoder adds cross-attention. A GPT does without, and is a stack of your blocks.
#
# The next lesson trains one.
