# ---
# title: MiniGPT
# minutes: 60
# needs: [attention, pytorch, training_networks]
# extras: [deep]
# goals:
#   - Train a GPT on a text until it writes words
#   - Know what the first loss must be, and overfit one batch before anything else
#   - Write the loss, the batches, the schedule, the clipping and the AdamW step
#   - Compare a bigram, an MLP and a GPT on one loss
#   - Say what has changed in the recipe since 2017, and why
# ---

# %% [markdown]
# # MiniGPT
#
# A language model answers one question: which token comes next? Ask it again and again, each time with its own answer behind the
# text, and it writes. This lesson trains one, from random numbers to words.
#
# The text is tiny Shakespeare where it is on this machine, else the prose of this course, which ships with it. Each character
# is a token. The last tenth is held out.

# %%
from firsthand.course import whose, yours
from firsthand.optional import has_torch

torch_is_here = has_torch()

# %%
if torch_is_here:
    import math

    import numpy as np
    import torch

    from firsthand.lessons.transformer.minigpt.text import find_text

    torch.set_num_threads(1)  # models this small are through before a second thread has woken up
    corpus = find_text()
    tokenizer, data, V = corpus.tokenizer, corpus.data, corpus.tokenizer.vocabulary_size
    print(corpus.source)
    print(
        f"{len(data.training):,} tokens to learn from, {len(data.validation):,} held out, {V} different ones"
    )
    print(tokenizer.decode(data.training[:120].tolist()))

# %% [markdown]
# ## The loss, and where it must begin
#
# For each place the model gives $V$ scores. A softmax makes probabilities of them, and the loss is the surprise
# $-\log p$ about the token that really came, averaged over all places.

# %% exercise="next_token_loss"
next_token_loss = yours("next_token_loss")

# %% [markdown]
# A model that knows nothing gives each token the probability $1/V$. Its surprise is $-\log(1/V) = \log V$, whatever comes. So before
# a single step you know what the loss must be. If it is far above, the first weights are too large: the model is sure of
# something, and wrong. Check it each time. It finds more bugs than any other line.

# %%
if torch_is_here:
    from firsthand.transformer import GPTConfig, MiniGPT

    config = GPTConfig(
        vocabulary_size=V, context_length=64, width=64, n_heads=4, n_layers=2, positions="rotary", norm="rms",
        activation="relu2", bias=False, query_key_norm=True,
    )  # fmt: skip
    torch.manual_seed(0)
    model = MiniGPT(config)
    ids = torch.tensor(data.training[:1025].astype(np.int64))
    inputs, targets = ids[:-1].reshape(16, 64), ids[1:].reshape(16, 64)
    first_loss = next_token_loss(model(inputs), targets).item()
    print(f"{model.num_parameters():,} parameters")
    print(f"loss before training {first_loss:.3f}, log V {math.log(V):.3f}")

# %% [markdown]
# Sixteen pieces of 64 tokens went in together and gave 1,024 predictions. A causal mask keeps each place from seeing what comes
# after it, so all of them count: one pass, a thousand lessons.
#
# ## Batches
#
# Pieces are cut out of the text at random places. The targets are the same piece, one token later.

# %% exercise="get_batch"
get_batch = yours("get_batch")

# %%
if torch_is_here:
    chance = torch.Generator().manual_seed(0)
    tokens = torch.tensor(data.training[:].astype(np.int64))
    inputs, targets = get_batch(tokens, 2, 16, chance)
    for x, y in zip(inputs, targets, strict=True):
        print(repr(tokenizer.decode(x.tolist())), "→", repr(tokenizer.decode(y.tolist())))

# %% [markdown]
# ## Overfit one batch first
#
# Before you train on a whole text, train on a single batch, again and again. A model with more weights than the batch has tokens must
# learn it by heart: the loss must go to nearly 0. If it does not, something is broken (a mask that shows nothing, targets that are
# shifted wrongly, a gradient that does not arrive), and you have learned so in seconds instead of hours.

# %%
if torch_is_here:
    torch.manual_seed(0)
    pupil = MiniGPT(config)
    optimizer = torch.optim.AdamW(pupil.parameters(), lr=3e-3)
    inputs, targets = get_batch(tokens, 4, 32, chance)
    by_heart = []
    for _ in range(80):
        loss = next_token_loss(pupil(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        by_heart.append(loss.item())
    print(f"one batch, again and again: {by_heart[0]:.2f} → {by_heart[-1]:.3f}")

# %% [markdown]
# ## The step
#
# Three things turn a gradient into a good step.
#
# **The rate.** At first the running means of the optimizer are built on few gradients, so the rate climbs from almost nothing. Towards
# the end it falls, so that the weights settle. Between the two it stays where it is. The paper of 2017 let it fall all along, with the
# root of the step; many still take half a cosine. A flat stretch has the advantage that one can decide late when to stop.

# %% exercise="warmup_stable_decay"
warmup_stable_decay = yours("warmup_stable_decay")

# %%
if torch_is_here:
    from firsthand.figures.training import rates_by_step

    rates = {"up, flat, down": [warmup_stable_decay(step, 200, 1.0, 20, 80) for step in range(200)]}
    rates["the paper's"] = [
        math.sqrt(20) * min((step + 1) ** -0.5, (step + 1) * 20**-1.5) for step in range(200)
    ]
    figure = rates_by_step(rates)
else:
    figure = None
figure

# %% [markdown]
# **The length.** Now and then a batch gives a gradient many times as long as the others. One such step can undo a thousand, so what
# is longer than 1 is shortened to 1, all tensors by one factor.

# %% exercise="clip_gradients"
clip_gradients = yours("clip_gradients")

# %% [markdown]
# **The direction.** A rare token has small gradients, a frequent one large ones. AdamW measures each number by its own gradients: the
# running mean, over the root of the running mean square. A weight whose gradients always agree moves by the whole rate; one whose
# gradients contradict each other hardly moves.

# %% exercise="adamw_step"
adamw_step = yours("adamw_step")

# %%
if torch_is_here:
    torch.manual_seed(1)
    weight, mean, square = torch.randn(3, 4), torch.zeros(3, 4), torch.zeros(3, 4)
    theirs = torch.nn.Parameter(weight.clone())
    optimizer = torch.optim.AdamW([theirs], lr=0.1, betas=(0.9, 0.95), weight_decay=0.1)
    for step in range(1, 6):
        theirs.grad = torch.randn(3, 4)
        weight, mean, square = adamw_step(weight, theirs.grad, mean, square, step, 0.1)
        optimizer.step()
    print(
        f"{whose(adamw_step)} and PyTorch's after five steps: {(weight - theirs.detach()).abs().max():.0e} apart"
    )

# %% [markdown]
# ## Bigram, MLP, GPT
#
# How much does the machinery buy? Take three models and one measure.
#
# - A **bigram** model looks at one token. It needs no training: it counts which token follows which.
# - An **MLP** looks at the last eight, side by side, through one hidden layer.
# - The **GPT** looks at up to 64, by attention.
#
# The measure is perplexity, or its logarithm, on held-out text.

# %% exercise="perplexity"
perplexity = yours("perplexity")

# %%
if torch_is_here:
    from firsthand.transformer.data import held_out_pieces

    counts = torch.zeros(V, V)
    counts.index_put_((tokens[:-1], tokens[1:]), torch.ones(len(tokens) - 1), accumulate=True)
    bigram = (counts + 0.1).log()  # 0.1: no pair is impossible because it has not been seen
    held_out = [held_out_pieces(data.validation, 64, most=128)]
    losses = {"knows nothing": math.log(V), "bigram": math.log(perplexity(lambda ids: bigram[ids], held_out))}
    print(
        f"bigram: {losses['bigram']:.3f} nats, as if it hesitated among {math.exp(losses['bigram']):.1f} tokens"
    )

# %%
if torch_is_here:
    from torch import nn

    class MLP(nn.Module):
        """The last eight tokens side by side, one hidden layer."""

        def __init__(self, n_before=8, width=24, hidden=128):
            super().__init__()
            self.n_before = n_before
            self.embedding = nn.Embedding(V + 1, width)  # V stands for: before the beginning
            self.layers = nn.Sequential(nn.Linear(n_before * width, hidden), nn.ReLU(), nn.Linear(hidden, V))

        def forward(self, ids):  # (B, T)
            before = torch.full((len(ids), self.n_before - 1), V)
            windows = torch.cat([before, ids], dim=1).unfold(1, self.n_before, 1)  # (B, T, 8)
            return self.layers(self.embedding(windows).flatten(start_dim=2))

    def fit(model, n_steps, peak):
        """The whole recipe in ten lines: batch, loss, gradient, clip, step."""
        optimizer = torch.optim.AdamW(model.parameters(), lr=peak, betas=(0.9, 0.95))
        for step in range(n_steps):
            inputs, targets = get_batch(tokens, 12, 64, chance)
            loss = next_token_loss(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            clip_gradients(list(model.parameters()), 1.0)
            optimizer.param_groups[0]["lr"] = warmup_stable_decay(
                step, n_steps, peak, n_steps // 20, n_steps // 2
            )
            optimizer.step()
        return model

    torch.manual_seed(0)
    mlp = fit(MLP(), 400, 5e-3)
    losses["MLP"] = math.log(perplexity(mlp, held_out))
    print(f"MLP: {losses['MLP']:.3f} nats a token")

# %% [markdown]
# Now the GPT. `train` does the same ten lines, with a saved state, a look at held-out text now and then, and a sample at each look. It
# gives AdamW the embedding and the head, and Muon, of which more below, the matrices between them.

# %%
if torch_is_here:
    from firsthand.transformer import TrainingConfig, train
    from firsthand.transformer.training_config import Stage

    recipe = TrainingConfig(
        steps=300, stages=(Stage(0.5, 32, 16), Stage(0.5, 64, 12)), learning_rate=1e-2, matrix_learning_rate=2e-2,
        n_evaluations=6, evaluation_pieces=64, sample_tokens=120,
    )  # fmt: skip
    result = train(model, data, recipe, tokenizer)
    print(f"before the first step: held out {result.evaluations[0].loss:.3f}")
    for look in result.evaluations[1:]:
        print(f"step {look.step:3}: training {look.training_loss:.3f}, held out {look.loss:.3f}")
    losses["GPT"] = math.log(perplexity(model, held_out))

# %%
if torch_is_here:
    from firsthand.figures.language import losses_on_one_axis

    figure = losses_on_one_axis(losses, [(look.step, look.loss) for look in result.evaluations])
else:
    figure = None
figure

# %% [markdown]
# ## What counting knows
#
# The bigram counts what follows one token. Nothing keeps you from counting what follows two of them, or five. Long runs have been
# seen seldom, so each count is mixed with what the shorter run says: the more often a run was seen, the more its own count weighs.

# %%
if torch_is_here:
    from firsthand.transformer.counting import counting_losses

    counted = counting_losses(data.training, data.validation, V, longest=5)
    for n_back, loss in enumerate(counted):
        print(f"{n_back} back: {loss:.3f} nats")
    print(f"the GPT after {result.tokens / len(data.training):.0%} of the text: {losses['GPT']:.3f}")

# %% [markdown]
# A loss is a mean, and hides where it comes from. So take it apart: the surprise $-\log p$ about each character of a text, for who
# looks back at more and more of them. The counts are those of the course's own prose.

# %% [markdown] explorable="surprise_by_character"
# Look back further: within words the surprise goes, at their beginnings it stays high. (The page shows this as a figure with a slider; in a
# notebook, ask `CountingModel` of `firsthand.transformer.counting` for its `next_probabilities`.)

# %% [markdown]
# No gradient, a moment's work, and the GPT has not caught up with the best of them. Counting has read the whole text, to be sure. But
# the GPT is also slow to use what it reads: it must first learn to put tokens together, and its attention begins as chance. A table has a
# row for "th" from the start.
#
# So give the GPT the table. The last two, three, four and five tokens are looked up as one thing each, and what is found is added to the
# token's own vector. There are more runs of five than any table holds, so each run is sent to a row by a hash, and two that meet in
# one share it. All rows begin as zeros and are trained with the rest.

# %%
if torch_is_here:
    from dataclasses import replace

    torch.manual_seed(0)
    with_tables = MiniGPT(replace(config, max_ngram=5, ngram_dropout=0.3))
    with_result = train(with_tables, data, replace(recipe, prompt=""), tokenizer)
    losses |= {
        "counting": min(counted),
        "GPT with tables": math.log(perplexity(with_tables, held_out)),
    }
    at_rows = with_tables.ngram_embedding.table.weight
    print(
        f"{at_rows.numel():,} numbers in the tables, {at_rows.any(dim=1).float().mean():.0%} of the rows met"
    )
    print(
        f"GPT {losses['GPT']:.3f}, counting {losses['counting']:.3f}, GPT with tables {losses['GPT with tables']:.3f}"
    )

# %%
figure = None
if torch_is_here:
    figure = losses_on_one_axis(losses, [(look.step, look.loss) for look in with_result.evaluations])
figure

# %% [markdown]
# The table brings what counting knows, and the layers above only have to learn what it does not: what came ten or fifty tokens ago. Models
# that read bytes use such tables too (Pagnoni and others, 2024). They are cheap: a step touches only the rows that its batch has
# met. They also learn by heart, so in training some of the vectors are left out at random.
#
# ## What it writes, and when
#
# The same model before its first step, half-way, and after the last one. First it learns which characters are frequent, then that
# words are short and end in spaces, then words.

# %%
if torch_is_here:
    for look in (result.evaluations[0], result.evaluations[3], result.evaluations[-1]):
        print(f"── after {look.step} steps, loss {look.loss:.2f}")
        print(look.sample.strip(), "\n")

# %% [markdown]
# Three hundred steps are a taste. `firsthand gpt train --budget 5m` in a terminal goes on where this stops.
#
# ## Look into it
#
# Where does it look? Take a line, run it through the first layer by hand, and draw the weights of two heads. Row: the character that
# asks. Column: the one that is looked at.

# %%
if torch_is_here:
    from firsthand.figures.attention import looks

    line = tokenizer.decode(data.validation[:200].tolist()).split("\n")[0][:18] or "the words that he "
    ids = torch.tensor([tokenizer.encode(line)])
    with torch.no_grad():
        block = model.blocks[0]
        x = model.embed(ids, torch.arange(ids.shape[1]))
        q, k, _ = block.attention.heads(block.attention_norm(x), model.rotation(torch.arange(ids.shape[1])))
        scores = q @ k.mT / math.sqrt(q.shape[-1])
        future = torch.ones(ids.shape[1], ids.shape[1]).triu(1).bool()
        attention = scores.masked_fill(future, -math.inf).softmax(dim=-1)[0]  # (heads, T, T)
    shown = [character if character.strip() else "␣" for character in line]
    figure = looks({"head 1": attention[0].numpy(), "head 2": attention[1].numpy()}, shown)
else:
    figure = None
figure

# %% [markdown]
# ## What has changed since 2017
#
# The block is still the paper's. Around it most parts have been exchanged, each for a reason that fits a cell.
#
# **The norm stands before the branch, and lost its mean.** RMSNorm divides by the root mean square and subtracts nothing. For numbers
# whose mean is 0 the two are the same.

# %%
if torch_is_here:
    x = torch.randn(4, 32)
    x = x - x.mean(dim=-1, keepdim=True)
    norms_differ = (nn.RMSNorm(32, eps=1e-5)(x) - nn.LayerNorm(32)(x)).abs().max().item()
    print(f"largest difference for numbers of mean 0: {norms_differ:.0e}")

# %% [markdown]
# **Positions turn instead of being added.** Rotary positions turn queries and keys. Their product then depends on the distance alone,
# so that what was learned at place 5 holds at place 50.

# %%
if torch_is_here:
    from firsthand.transformer.model import rotary_angles, rotate

    angles = rotary_angles(64, 16, 10_000.0)
    query, key = torch.randn(2, 1, 16)

    def score(i, j):
        turned = [rotate(v, angles[at].cos(), angles[at].sin()) for v, at in ((query, i), (key, j))]
        return (turned[0] * turned[1]).sum().item()

    same_distance = [score(5, 2), score(25, 22), score(60, 57)]
    print("three apart, at three places:", [f"{s:.4f}" for s in same_distance])

# %% [markdown]
# **Queries and keys are brought to one length.** Two vectors of length $\sqrt{K}$ have a product of at most $K$, and divided by
# $\sqrt{K}$ a score is at most $\sqrt{K}$, whatever the weights do. The softmax cannot run into its flat end.

# %%
if torch_is_here:
    q, k = (nn.RMSNorm(16)(100 * torch.randn(1000, 16)) for _ in range(2))
    highest = ((q * k).sum(dim=-1) / math.sqrt(16)).abs().max().item()
    print(f"highest of 1000 scores {highest:.2f}, bound {math.sqrt(16):.0f}")

# %% [markdown]
# **The bend is another.** ReLU became GELU, then gates (SwiGLU), or the square of ReLU, which small models like. A gate needs a third
# matrix, so its hidden layer is made 2/3 as wide to cost the same.

# %%
if torch_is_here:
    sizes = {}
    for activation, d_ff in (("gelu", 192), ("swiglu", 128)):
        sizes[activation] = MiniGPT(
            GPTConfig(
                vocabulary_size=V,
                width=48,
                n_heads=4,
                n_layers=1,
                d_ff=d_ff,
                activation=activation,
                bias=False,
            )
        ).num_parameters()
    print(sizes)

# %% [markdown]
# **Several heads share keys and values.** When a model writes, it keeps the keys and values of all it has read. With fewer heads for
# them that memory shrinks by the same factor (grouped-query attention).

# %%
if torch_is_here:
    for n_kv_heads in (32, 8):
        numbers = 2 * 32 * n_kv_heads * 128 * 8192  # keys and values, layers, heads, width of a head, tokens
        print(
            f"{n_kv_heads:2} heads of keys and values: {2 * numbers / 2**30:.0f} GiB for 8,192 tokens in 16 bits"
        )

# %% [markdown]
# **Matrices get an optimizer of their own.** Muon takes the running mean of the gradient, a matrix, and brings all its singular values
# near 1. Directions that are rare in the gradient then move as far as the frequent ones.

# %%
if torch_is_here:
    from firsthand.transformer.optimizers import orthogonalize

    gradient = torch.randn(32, 4) @ torch.randn(4, 32) + torch.randn(32, 32)  # four strong directions
    before, after = (torch.linalg.svdvals(m) for m in (gradient, orthogonalize(gradient)))
    for name, values in (("gradient", before), ("Muon's step", after)):
        print(f"{name:12} singular values from {values.min():.2f} to {values.max():.2f}")

# %% [markdown]
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *What is the loss of a language model before training?* $\log V$. Far more says that the first weights are too large, less that it
#    sees the answer.
# 2. *Your loss falls to 0.01 on a real corpus within minutes. What is wrong?* The mask: each place sees its own target.
# 3. *Why warm up?* AdamW's mean square is built on few gradients at first, so its steps are unreliable.
# 4. *Clip each tensor or all together?* All together: one factor keeps the direction.
# 5. *Where does weight decay go in AdamW?* Onto the weight, times the rate. In the gradient it would be divided by the root.
# 6. *Perplexity 20: what does it say?* On average the model hesitates as among 20 equally likely tokens. It can be compared only
#    between models with one tokenizer; nats a character can be compared always.
# 7. *How do you know that your training loop is right?* First loss, one batch by heart, a resumed run equal to the bit.
