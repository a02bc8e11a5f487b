# ---
# title: Generation
# minutes: 60
# needs: [minigpt, transformer_block]
# extras: [deep]
# goals:
#   - Turn scores into text, greedily and by chance
#   - Say what temperature, top-k and top-p do to a distribution
#   - Keep keys and values, and measure what that saves
#   - Let a small model guess and a large one check, without changing what is written
#   - Train a GPT that is made of your own answers, and let it write
#   - Read a whole GPT in NumPy, and let it invent names
# ---

# %% [markdown]
# # Generation
#
# A trained model gives a score to each token that could come next. That is all it does. Which one to take is your choice, and the same
# model writes dull, lively or mad by it.
#
# Two models are trained here, both small, on the text of the lesson before: one that writes, and a smaller one for the last section.

# %%
from firsthand.course import whose, yours
from firsthand.optional import has_torch

torch_is_here = has_torch()

# %%
if torch_is_here:
    from time import perf_counter

    import numpy as np
    import torch

    from firsthand.course.grading.registry import find_exercise
    from firsthand.lessons.transformer.minigpt.text import find_text
    from firsthand.transformer import GPTConfig, MiniGPT, TrainingConfig, train
    from firsthand.transformer.training_config import Stage

    torch.set_num_threads(1)
    corpus = find_text()
    tokenizer, data, V = corpus.tokenizer, corpus.data, corpus.tokenizer.vocabulary_size

    def trained(width, n_layers, n_steps):
        torch.manual_seed(0)
        model = MiniGPT(
            GPTConfig(
                vocabulary_size=V, context_length=256, width=width, n_heads=4, n_layers=n_layers, positions="rotary",
                norm="rms", activation="relu2", bias=False, query_key_norm=True,
            )
        )  # fmt: skip
        recipe = TrainingConfig(
            steps=n_steps, stages=(Stage(1.0, 48, 12),), learning_rate=1e-2, matrix_learning_rate=2e-2, n_evaluations=1,
            prompt="",
        )  # fmt: skip
        result = train(model, data, recipe)
        print(f"{model.num_parameters():,} parameters: held-out loss {result.last.loss:.2f} nats a token")
        return model.eval()

    model = trained(width=64, n_layers=2, n_steps=160)
    draft = trained(width=32, n_layers=1, n_steps=100)

# %% [markdown]
# ## The likeliest each time
#
# The plainest way is to take the highest score, put that token behind the text, and ask again.

# %% exercise="greedy_decode"
greedy_decode = yours("greedy_decode")

# %%
if torch_is_here:
    prompt = "\nThe "
    ids = torch.tensor(tokenizer.encode(prompt))
    print(tokenizer.decode(greedy_decode(model, ids, 150, 256).tolist()))

# %% [markdown]
# It turns in circles. A likely phrase makes itself likelier: once *the* has come after *the*, the same context asks the same question. A
# text in which each word is the likeliest one is not a likely text. People do not write so, and what the model has learned from are
# people.
#
# ## By chance
#
# So draw: each token with the probability that the model gives it. One dial goes with it. All scores are divided by the
# **temperature** before the softmax. At 1 you draw from what the model learned. Towards 0 the likeliest takes everything, and far
# above 1 all become alike.

# %% exercise="sample_token"
sample_token = yours("sample_token")

# %%
if torch_is_here:
    from firsthand.figures.language import next_tokens

    with torch.no_grad():
        logits = model(ids[None])[0, -1]
    likeliest = logits.argsort(descending=True)[:10]
    shown = [tokenizer.decode([id]).replace(" ", "␣").replace("\n", "↵") for id in likeliest.tolist()]
    panels = {f"temperature {t}": (logits / t).softmax(dim=-1)[likeliest].numpy() for t in (0.5, 1, 2)}
    figure = next_tokens(panels, shown)
else:
    figure = None
figure

# %%
if torch_is_here:

    def write(temperature, n=150, keep=lambda logits: logits):
        generator = torch.Generator().manual_seed(0)
        text = tokenizer.encode(prompt)
        with torch.no_grad():
            for _ in range(n):
                logits = keep(model(torch.tensor([text[-256:]]))[:, -1])
                text += sample_token(logits, temperature, generator).tolist()
        return tokenizer.decode(text)

    for temperature in (0.5, 1.0, 1.5):
        print(f"── temperature {temperature}")
        print(write(temperature).strip(), "\n")

# %% [markdown]
# ## Cutting off the tail
#
# Each unlikely token is unlikely. But there are many, and one of them comes up often enough. After it the model stands in a text such
# as it has never seen, and the next slip is nearer. So cut them off before you draw.
#
# **Top-k** keeps the k likeliest.

# %% exercise="top_k_filter"
top_k_filter = yours("top_k_filter")

# %% [markdown]
# A fixed number fits badly. In the middle of a word few letters come into question, at its beginning many. **Top-p** keeps as many as are
# needed to reach a probability of p together.

# %% exercise="top_p_filter"
top_p_filter = yours("top_p_filter")

# %%
if torch_is_here:
    left = {}
    for name, text in (("in a word", "\nThe kin"), ("at a beginning", "\n")):
        with torch.no_grad():
            logits = model(torch.tensor([tokenizer.encode(text)]))[0, -1]
        left[name] = int(torch.isfinite(top_p_filter(logits, 0.9)).sum())
        print(f"top-p of 0.9 leaves {left[name]:2} of {V} tokens {name}, after {text!r}")

# %%
if torch_is_here:
    for name, keep in (
        ("top-k 5", lambda s: top_k_filter(s, 5)),
        ("top-p 0.9", lambda s: top_p_filter(s, 0.9)),
    ):
        print(f"── {name}")
        print(write(1.0, keep=keep).strip(), "\n")

# %% [markdown]
# **Min-p** asks how a token does beside the likeliest: it keeps those that have at least that share of the likeliest's probability
# (Nguyen and others, 2024).
#
# Now all four together, each on what the one before has left: temperature, top-k, top-p, min-p. The distribution is that of the counts of
# the lesson before, which look back at five characters: they answer at once, whatever you type.

# %% [markdown] explorable="what_is_left"
# Turn one dial at a time, and see which tokens are left, with what probability, and how surprising a draw is. (The page shows this as a
# figure with sliders; in a notebook, give other filters to the cells above.)

# %% [markdown]
# What the model thought of each token can be kept. Here is the probability that each character had when it was drawn, in tenths: 9 is
# nearly certain, 0 a surprise. Within words it is sure; at their beginnings it is not.

# %%
if torch_is_here:
    from firsthand.transformer import Sampling
    from firsthand.transformer.generation import complete

    found = complete(model, tokenizer, prompt, Sampling(max_tokens=60, temperature=0.8, seed=1))
    print(found.text.replace("\n", "↵"))
    print("".join(str(min(9, int(10 * token.probability))) for token in found.tokens))

# %% [markdown]
# ## Keep what has been computed
#
# To write a token the loops above run the whole text through the model, and then throw all but the last row away. The next token does
# the same once more, with one token added. But a token looks only backwards: its keys and values do not change when something comes
# after it. So keep them. Then each new token costs one token.

# %% exercise="kv_cache_step"
kv_cache_step = yours("kv_cache_step")

# %% [markdown]
# Your step, fed with the queries, keys and values of the model's first layer, one token at a time, beside PyTorch's attention on all of
# them at once:

# %%
if torch_is_here:
    ids = torch.tensor(data.validation[:40].astype(np.int64))[None]
    block, places = model.blocks[0], torch.arange(40)
    with torch.no_grad():
        x = block.attention_norm(model.embed(ids, places))
        q, k, v = (part[0] for part in block.attention.heads(x, model.rotation(places)))  # (H, T, K)
        whole = torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        keys, values = torch.empty_like(k), torch.empty_like(v)
        steps = [kv_cache_step(q[:, t], k[:, t], v[:, t], keys, values, t) for t in range(40)]
    apart = (torch.stack(steps, dim=1) - whole).abs().max().item()
    print(f"{whose(kv_cache_step)}, token by token, and all at once: {apart:.0e} apart")

# %% [markdown]
# And the whole model, with and without its cache. The tokens must be the same; the time must not.

# %%
if torch_is_here:
    from firsthand.transformer.generation import generate

    sampling = Sampling(max_tokens=200, temperature=0.8)
    seconds, texts = {}, {}
    for use_cache in (False, True):
        start = perf_counter()
        drawn = generate(model, [tokenizer.encode(prompt)], sampling, use_cache=use_cache)
        texts[use_cache] = [token.id for (token,) in drawn]
        seconds[use_cache] = perf_counter() - start
    same_tokens = texts[True] == texts[False]
    print(f"the same 200 tokens: {same_tokens}")
    print(f"without cache {seconds[False]:.2f} s, with cache {seconds[True]:.2f} s")

# %% [markdown]
# Without a cache the n-th token costs n tokens, so a text costs $n^2 / 2$; with one, n. The price is memory, and it is why long
# conversations need large machines: the cache of a large model outgrows its weights.
#
# ## Guess and check
#
# With a cache a large model is slow for another reason. Each token needs all of its weights to be fetched from memory, and little is
# computed with them. To score five tokens at once costs hardly more than to score one.
#
# So let a small model, the **draft**, write four tokens, and let the large one score all of them in one pass. Now for each guess $x$, in
# order: the draft drew it with probability $q(x)$, the large model would have drawn it with $p(x)$. Keep it with probability
# $\min(1, p(x)/q(x))$. At the first that falls, draw anew from $\max(0, p - q)$, and forget the rest.
#
# Why is what comes out distributed as $p$? A token $x$ comes out as a kept guess with probability
#
# $$q(x) \min(1, p(x)/q(x)) = \min(q(x), p(x)).$$
#
# What is missing to $p(x)$ is $\max(0, p(x) - q(x))$, and that is what is drawn from when a guess falls. Nothing is
# approximate.

# %%
if torch_is_here:
    generator = torch.Generator().manual_seed(0)
    p, q = torch.tensor([0.5, 0.3, 0.2]), torch.tensor([0.2, 0.2, 0.6])
    n_draws = 20_000
    guesses = torch.multinomial(q, n_draws, replacement=True, generator=generator)
    holds = torch.rand(n_draws, generator=generator) < (p / q)[guesses]
    instead = torch.multinomial((p - q).clamp(min=0), n_draws, replacement=True, generator=generator)
    drawn = torch.where(holds, guesses, instead)
    shares = torch.bincount(drawn, minlength=3) / n_draws
    print(
        f"guesses kept: {holds.float().mean():.3f}; expected, sum of min(p, q): {torch.minimum(p, q).sum():.3f}"
    )
    print("what comes out:", shares.tolist(), "and p:", p.tolist())

# %% [markdown]
# The same with two models and a text. The tally says how many guesses held, and in how many passes of the larger model the text was
# written.

# %%
if torch_is_here:
    from firsthand.transformer.speculative import Tally, speculate

    tally = Tally()
    start = tokenizer.encode(prompt)
    written = list(
        speculate(model, draft, start, Sampling(max_tokens=200, temperature=0.8), n_guesses=4, tally=tally)
    )
    print(tokenizer.decode(written).strip())
    print(f"{tally.kept} of {tally.guessed} guesses kept: 200 tokens in {tally.passes} passes")

# %% [markdown]
# How much time that saves depends on how much less the draft costs, and on how often it guesses right. Here both models are tiny, and
# what is saved in passes is lost in guessing.
#
# ## All of it, by you
#
# What a GPT needs you have built by now, piece by piece. Here the pieces stand together: your waves for the positions; your norm, your
# attention and your feed-forward layer in each block; your batches, your loss, your clipping and your AdamW to train it; and your
# sampler to write. Where an exercise is not solved yet, ours stands in.

# %%
if torch_is_here:
    NAMES = (
        "sinusoidal_positions", "layer_norm", "causal_self_attention", "feed_forward", "get_batch", "next_token_loss",
        "clip_gradients", "adamw_step", "sample_token",
    )  # fmt: skip
    parts = {name: yours(name) for name in NAMES}
    whose_code = {}
    for name, part in parts.items():
        whose_code.setdefault(whose(part), []).append(name)
    for who, names in whose_code.items():
        print(f"{who}: {', '.join(names)}")

# %% [markdown]
# The weights are plain tensors: a group for both ends of the model, and one for each block. `scores` is the whole model.

# %%
if torch_is_here:
    WIDTH, HEADS, BLOCKS, LENGTH = 48, 4, 2, 32

    def new_weights():
        generator = torch.Generator().manual_seed(0)

        def random(rows, columns):
            return torch.randn(rows, columns, generator=generator) / rows**0.5

        def norm(place):
            return {f"gain{place}": torch.ones(WIDTH), f"bias{place}": torch.zeros(WIDTH)}

        ends = {"embedding": random(V, WIDTH), "head": random(WIDTH, V) / 10, **norm("")}
        blocks = [
            {
                **norm("_1"), "to_qkv": random(WIDTH, 3 * WIDTH), "to_out": random(WIDTH, WIDTH),
                **norm("_2"), "widen": random(WIDTH, 4 * WIDTH), "widen_bias": torch.zeros(4 * WIDTH),
                "narrow": random(4 * WIDTH, WIDTH), "narrow_bias": torch.zeros(WIDTH),
            }
            for _ in range(BLOCKS)
        ]  # fmt: skip
        return [
            {name: weight.requires_grad_() for name, weight in group.items()} for group in (ends, *blocks)
        ]

    def scores(parts, weights, ids):
        ends, *blocks = weights
        norm, attention, forward = parts["layer_norm"], parts["causal_self_attention"], parts["feed_forward"]
        x = ends["embedding"][ids] + parts["sinusoidal_positions"](ids.shape[1], WIDTH)
        for w in blocks:
            x = x + attention(norm(x, w["gain_1"], w["bias_1"]), w["to_qkv"], w["to_out"], HEADS)
            normed = norm(x, w["gain_2"], w["bias_2"])
            x = x + forward(normed, w["widen"], w["widen_bias"], w["narrow"], w["narrow_bias"])
        return norm(x, ends["gain"], ends["bias"]) @ ends["head"]

# %% [markdown]
# And this is the whole training.

# %%
if torch_is_here:
    text = torch.from_numpy(np.array(data.training, dtype=np.int64))

    def train_by_hand(parts, n_steps):
        weights, generator = new_weights(), torch.Generator().manual_seed(1)
        means = [{name: (torch.zeros_like(w),) * 2 for name, w in group.items()} for group in weights]
        losses = []
        for step in range(1, n_steps + 1):
            inputs, targets = parts["get_batch"](text, 8, LENGTH, generator)
            loss = parts["next_token_loss"](scores(parts, weights, inputs), targets)
            loss.backward()
            parts["clip_gradients"]([w for group in weights for w in group.values()], 1.0)
            for group, kept in zip(weights, means, strict=True):
                for name, w in group.items():
                    new, *kept[name] = parts["adamw_step"](w.detach(), w.grad, *kept[name], step, 1e-2)
                    group[name] = new.detach().requires_grad_()
            losses.append(loss.item())
        return weights, losses

    # The same pieces of text for both: two right ways to draw them need not draw the same.
    ours = {name: find_exercise(name).reference for name in NAMES} | {"get_batch": parts["get_batch"]}
    (_, by_hand), (_, by_ours) = train_by_hand(parts, 20), train_by_hand(ours, 20)
    losses_apart = max(abs(one - other) for one, other in zip(by_hand, by_ours, strict=True))
    print(f"20 steps: the loss goes from {by_hand[0]:.2f} to {by_hand[-1]:.2f} (log V = {np.log(V):.2f})")
    print(f"with our parts in place of all of them: {losses_apart:.0e} apart, at most")

# %% [markdown]
# Now longer, and then let it write.

# %%
if torch_is_here:
    weights, losses = train_by_hand(parts, 300)
    count = sum(w.numel() for group in weights for w in group.values())
    print(f"{count:,} parameters, 300 steps: loss {np.mean(losses[-20:]):.2f}")
    ids, generator = tokenizer.encode(prompt), torch.Generator().manual_seed(0)
    with torch.no_grad():
        for _ in range(200):
            last = scores(parts, weights, torch.tensor([ids[-LENGTH:]]))[:, -1]
            ids += parts["sample_token"](last, 0.8, generator).tolist()
    print(tokenizer.decode(ids).strip())

# %% [markdown]
# What writes there is no library's model. It is made of the functions named above, each of them some lines long.
#
# ## The same without PyTorch
#
# PyTorch did one thing for you there: it remembered how each number was made, and went back. You have built that too, in the lesson on
# autograd. So here is a GPT in NumPy alone, some two hundred lines that you can read in one sitting: `MicroGPT` in
# `firsthand.transformer.microgpt`. It has one block, and it keeps a tape: each step leaves behind what it was made from and its
# own way back.
#
# Its parts are your answers again: the order of the graph, the ways back through products and sums, the softmax, the mask, the heads, the
# loss, Adam and the temperature.

# %%
import numpy as np

from firsthand.data import load
from firsthand.figures.language import losses_on_one_axis
from firsthand.lessons.transformer.minigpt.text import on_this_machine
from firsthand.transformer.microgpt import MicroGPT, Parts

micro_parts = Parts(**{name: yours(name) for name in Parts.__dataclass_fields__})
whose_parts = {}
for name in Parts.__dataclass_fields__:
    whose_parts.setdefault(whose(getattr(micro_parts, name)), []).append(name)
for who, of_them in whose_parts.items():
    print(f"{who}: {', '.join(of_them)}")

# %% [markdown]
# It learns names: one name a step, character by character, with a point before and behind. A hundred are held out, to see whether it
# learns names or learns them by heart. The names that come with the course are some hundred; `names` in the folder that `FIRSTHAND_DATA`
# names has 32,033.

# %%
names = load(on_this_machine("names", "first_names")).words
chance = np.random.default_rng(0)
held_out, *pieces = np.split(chance.permutation(names), [100])
shown = [str(name) for _ in range(3) for name in chance.permutation(pieces[0])][:1600]

micro = MicroGPT(names, micro_parts)
evaluations = []
for at, name in enumerate(shown):
    if at % 200 == 0:
        evaluations.append((at, np.mean([micro.loss(one).value for one in held_out])))
    micro.step(name, rate=0.01 * (1 - at / len(shown)))
evaluations.append((len(shown), np.mean([micro.loss(one).value for one in held_out])))
n_weights = sum(weight.value.size for weight in micro.weights.values())
print(
    f"{len(names):,} names, {n_weights:,} weights: held-out loss {evaluations[0][1]:.2f}, in the end {evaluations[-1][1]:.2f}"
)

# %%
alike = np.log(len(micro.characters))
figure = losses_on_one_axis({"all characters alike": alike, "microgpt": evaluations[-1][1]}, evaluations)
figure

# %% [markdown]
# And now it invents some. A star marks those that it was shown.

# %%
invented = [micro.invent(chance, temperature=0.6) for _ in range(24)]
print(", ".join(name + "*" * (name in names) for name in invented))

# %% [markdown]
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Why not always take the likeliest token?* The likeliest next word each time gives a text that repeats itself, and it is not the
#    likeliest text either.
# 2. *What does temperature 0 mean?* The limit: argmax. Dividing by it must be avoided.
# 3. *Top-k or top-p?* Top-p adapts: few tokens where the model is sure, many where it is not. The token that crosses p stays.
# 4. *What does the cache hold, and how large is it?* Keys and values: 2 × layers × heads × head width × tokens.
# 5. *Why are queries not kept?* A query is used once, when its token is read.
# 6. *Does speculative decoding change the output?* Not its distribution. Kept guesses and corrections together are distributed as p.
# 7. *When is it no help?* When the draft guesses badly, or the machine is busy computing already, as with large batches.
