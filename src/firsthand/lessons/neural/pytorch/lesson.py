# ---
# title: PyTorch
# minutes: 60
# needs: [autograd]
# extras: [deep]
# goals:
#   - Find each thing you have built in PyTorch, and see that the numbers are the same
#   - Write the training loop that everybody writes, and know what each line is for
#   - Judge a network on rows it was not trained on, and stop in time
#   - Survive a kill, with the same result to the last bit
# ---

# %% [markdown]
# # PyTorch
#
# An array that remembers how it was made, `backward()`, layers that own their weights, an optimiser: that is the heart
# of PyTorch, and you have seen each of them built from NumPy. Here you find them again under their usual names, and
# check that the numbers agree. Then comes what stands around the gradient in every real training: batches, a loop,
# rows kept aside, a moment to stop, and a file that survives when the machine does not.
#
# The task is two moons, which no straight line can part.

# %%
import numpy as np
from sklearn.datasets import make_moons

from firsthand.classical import LogisticRegression, train_test_split
from firsthand.course import whose, yours
from firsthand.figures.logistic import boundary

X, y = make_moons(1000, noise=0.2, random_state=42)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=200, random_state=42)
MOONS = ["upper moon", "lower moon"]

line = LogisticRegression().fit(X_train, y_train)
print(f"a straight line is right on {line.score(X_test, y_test):.1%} of the test points")
boundary(X_test, y_test, lambda places: line.predict_proba(places)[:, 1], ["x", "y"], MOONS)

# %% [markdown]
# PyTorch is a large download, so the course does without it until here. If it is missing, the next cell says how to get
# it. Every cell that needs it begins with `if has_torch():` and is skipped without it; the exercises need NumPy only.

# %%
from firsthand.optional import has_torch

if has_torch():
    import torch
    from torch import nn

    # A net this small is through before a second thread has woken up.
    torch.set_num_threads(1)
    print("PyTorch", torch.__version__)

# %% [markdown]
# ## The same thing twice
#
# A tensor of ours and one of theirs, the same arithmetic, the same `backward()`:

# %%
from firsthand.neural.autograd import Tensor

ours = Tensor([1.0, -2.0], requires_grad=True)
loss = ((ours * 3 + 1) ** 2).sum()
loss.backward()
print("ours:  ", loss.data, ours.grad)

# %%
if has_torch():
    theirs = torch.tensor([1.0, -2.0], requires_grad=True)
    loss = ((theirs * 3 + 1) ** 2).sum()
    loss.backward()
    print("theirs:", loss.item(), theirs.grad)

# %% [markdown]
# | with us | in PyTorch | where they differ |
# |---|---|---|
# | `Tensor(data, requires_grad=True)` | `torch.tensor(data, requires_grad=True)` | floats are float32 there unless you ask |
# | `t.data`, a NumPy array | `t.detach().numpy()` | only on the processor; a GPU's tensor first comes back by `.cpu()` |
# | `loss.backward()` | `loss.backward()` | theirs forgets the graph afterwards, so a second call is an error |
# | `with no_grad():` | `with torch.no_grad():` | |
# | `Module`, `Linear`, `Sequential` | `nn.Module`, `nn.Linear`, `nn.Sequential` | theirs know whether they are in training |
# | `Adam(params, lr)` | `torch.optim.Adam(params, lr)` | |
#
# Two habits catch everybody once. Gradients **add up** until you set them to zero, in both:

# %%
if has_torch():
    theirs.grad = None
    for attempt in (1, 2, 3):
        ((theirs * 3 + 1) ** 2).sum().backward()
        print("after backward number", attempt, theirs.grad)

# %% [markdown]
# And **float32** holds seven digits, not sixteen. That is enough for training and needs half the memory, but a NumPy array
# of decimals is float64, and the two do not mix in a matrix product:

# %%
if has_torch():
    layer = nn.Linear(2, 1)
    try:
        layer(torch.tensor(X_train[:5]))
    except RuntimeError as error:
        print("RuntimeError:", error)
    print(layer(torch.tensor(X_train[:5], dtype=torch.float32)).shape)

# %% [markdown]
# ## A module
#
# Two inputs, 16 hidden units, one logit. With us it can be a sequence of layers. In PyTorch one usually writes a class: the
# layers are made in `__init__`, and `forward` says how the numbers run through them.

# %%
from firsthand.neural.autograd import Adam, Linear, ReLU, Sequential, binary_cross_entropy_with_logits

our_net = Sequential(Linear(2, 16, random_state=0), ReLU(), Linear(16, 1, random_state=1))
print({name: weights.shape for name, weights in our_net.state_dict().items()})

# %%
if has_torch():

    class MoonsNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.hidden = nn.Linear(2, 16)
            self.out = nn.Linear(16, 1)

        def forward(self, points):
            hidden = self.hidden(points).relu()  # (n, 2) -> (n, 16)
            return self.out(hidden).squeeze(1)  # (n, 16) -> (n, 1) -> (n,)

    their_net = MoonsNet().double()
    print({name: tuple(weights.shape) for name, weights in their_net.state_dict().items()})
    print(sum(weights.numel() for weights in their_net.parameters()), "numbers to learn")

# %% [markdown]
# The last layer gives a **logit**, a score, and no probability: the loss takes the logit. `BCEWithLogitsLoss` is the binary
# cross-entropy you know, computed from the score so that it stays exact where the sigmoid rounds to 0 or 1.
#
# Now copy our weights into theirs. Loss and gradients must be the same:

# %%
our_loss = binary_cross_entropy_with_logits(our_net(X_train).reshape(-1), y_train)
our_loss.backward()
print(f"ours:   {our_loss.data:.12f}")

if has_torch():
    pairs = zip(their_net.state_dict(), our_net.state_dict().values(), strict=True)
    their_net.load_state_dict({name: torch.tensor(weights) for name, weights in pairs})

    points, labels = torch.tensor(X_train), torch.tensor(y_train, dtype=torch.float64)
    their_loss = nn.BCEWithLogitsLoss()(their_net(points), labels)
    their_loss.backward()
    print(f"theirs: {their_loss.item():.12f}")
    for a, (name, b) in zip(our_net.parameters(), their_net.named_parameters(), strict=True):
        print(f"gradient of {name:13} differs by at most {np.abs(a.grad - b.grad.numpy()).max():.0e}")

# %% [markdown]
# Fifty steps of Adam, from the same weights:

# %%
our_adam = Adam(our_net.parameters(), lr=0.01)
for _ in range(50):
    our_adam.zero_grad()
    our_loss = binary_cross_entropy_with_logits(our_net(X_train).reshape(-1), y_train)
    our_loss.backward()
    our_adam.step()
print(f"ours:   {our_loss.data:.12f}")

if has_torch():
    their_adam = torch.optim.Adam(their_net.parameters(), lr=0.01)
    for _ in range(50):
        their_adam.zero_grad()
        their_loss = nn.BCEWithLogitsLoss()(their_net(points), labels)
        their_loss.backward()
        their_adam.step()
    print(f"theirs: {their_loss.item():.12f}")

# %% [markdown]
# There is no magic in it that you have not built.
#
# ## The loop
#
# From here on in batches. A `DataLoader` shuffles the rows and hands them out 32 at a time. And before anything is
# trained, some rows are put aside: the **validation** rows, to watch the training with. The test rows are not for that.
# Whoever chooses by the test rows no longer knows how good the model is on new ones.

# %%
X_fit, X_watch, y_fit, y_watch = train_test_split(X_train, y_train, test_size=160, random_state=42)
print(len(X_fit), "to train on,", len(X_watch), "to watch,", len(X_test), "for the end")

# %%
if has_torch():
    from torch.utils.data import DataLoader, TensorDataset

    def tensors(points, labels):
        return torch.tensor(points, dtype=torch.float32), torch.tensor(labels, dtype=torch.float32)

    fit, watch, test = tensors(X_fit, y_fit), tensors(X_watch, y_watch), tensors(X_test, y_test)
    loader = DataLoader(TensorDataset(*fit), batch_size=32, shuffle=True)

    torch.manual_seed(0)
    net = MoonsNet()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    loss_of = nn.BCEWithLogitsLoss()

    for epoch in range(1, 6):
        net.train()
        for points, labels in loader:
            optimizer.zero_grad()
            loss = loss_of(net(points), labels)
            loss.backward()
            optimizer.step()
        net.eval()
        with torch.no_grad():
            print(f"epoch {epoch}: validation loss {loss_of(net(watch[0]), watch[1]):.4f}")

# %% [markdown]
# This is the loop that everybody writes. `zero_grad`, because gradients add up. `net.train()` and `net.eval()`, because some
# layers (dropout, batch norm) behave differently while training; this net has none, but the day you add one, the
# missing `eval()` costs you an evening. `no_grad`, because looking needs no graph.
#
# A loss of about 0.25 says little to a person. How often is the net right?

# %% exercise="accuracy_from_logits"
accuracy_from_logits = yours("accuracy_from_logits")

# %%
print("one logit a row:  ", accuracy_from_logits(np.array([2.0, 0.3, -1.0, -0.2]), np.array([1, 1, 0, 1])))
print(
    "one for each class:",
    accuracy_from_logits(np.array([[2.0, 0.0, 1.0], [0.0, 0.5, 0.4]]), np.array([0, 2])),
)

if has_torch():
    with torch.no_grad():
        print(
            f"after five epochs: {accuracy_from_logits(net(watch[0]).numpy(), y_watch):.1%} of the validation rows"
        )

# %% [markdown]
# ## When to stop
#
# The loss on the training rows can be pushed down for long. The loss on the validation rows may follow it, or turn up again: a net
# that is large for its rows learns their noise, as the one with 200 neurons did. In any case it gets to where it only wobbles. So keep the weights of the best epoch, and stop when no better one
# has come for a while, called the **patience**.

# %% exercise="should_stop"
should_stop = yours("should_stop")

# %%
falling_and_rising = [0.60, 0.41, 0.35, 0.36, 0.33, 0.34, 0.35, 0.34, 0.20]
for patience in (1, 2, 3, 4):
    for epoch in range(1, len(falling_and_rising) + 1):
        if should_stop(falling_and_rising[:epoch], patience):
            break
    print(f"patience {patience}: {epoch} epochs, best loss {min(falling_and_rising[:epoch])}")

# %% [markdown]
# With patience 1 it gives up at the first hump. With 3 it never learns of the 0.20 that comes later, and nobody can know
# that beforehand. Patience is a price that you choose to pay.
#
# ## The whole loop
#
# The library's `Trainer` is the loop above and what belongs around it: it keeps the best weights, stops early, reports,
# writes checkpoints. It reads in one sitting (`firsthand/neural/pytorch/trainer.py`). How it reports is a function that you
# pass; in a terminal a `ProgressBar()` does it.

# %%
if has_torch():
    from firsthand.neural import pytorch

    def now_and_then(moment):
        if moment.finished and moment.epoch % 20 == 0:
            print(moment.finished)

    def trained(recipe, report=now_and_then, checkpoint=None, resume=False):
        """Train the moons net from its usual start. Gives the net and the trainer."""
        with pytorch.seeded(0):
            net = MoonsNet()
        trainer = pytorch.Trainer(net, nn.BCEWithLogitsLoss(), recipe, report=report, checkpoint=checkpoint)
        return net, trainer.fit(fit, watch, resume=resume)

    patient = pytorch.TrainingConfig(epochs=300, batch_size=32, learning_rate=0.01, patience=15)
    net, trainer = trained(patient)
    print("best:", trainer.best_)

# %%
from firsthand.figures.training import losses_with_best

losses_with_best(
    [epoch.train_loss for epoch in trainer.history_], [epoch.validation_loss for epoch in trainer.history_]
) if has_torch() else None

# %% [markdown]
# With 16 neurons and 640 rows nothing is learned by heart: the validation loss does not turn up, it runs out of better epochs. What
# patience saved here is time.
#
# Now, once, the test rows:

# %%
if has_torch():
    logits = pytorch.predict_logits(net, test[0]).numpy()
    print(f"right on {accuracy_from_logits(logits, y_test):.1%} of the test rows")


def probability(places):
    logits = pytorch.predict_logits(net, torch.tensor(places, dtype=torch.float32))
    return logits.sigmoid().numpy()


boundary(X_test, y_test, probability, ["x", "y"], MOONS) if has_torch() else None

# %% [markdown]
# From 86 % to 98 or 99, by 65 numbers. The bends in the border are the ReLUs: each hidden unit folds the plane along one
# straight line.
#
# ## The rate, step by step
#
# A high learning rate gets on quickly and then cannot settle: it jumps about the bottom. A low one settles, but takes for
# ever. So change it on the way: climb to a high rate, since the first gradients are wild and Adam has seen few of them
# yet, then come down to nothing.

# %% exercise="learning_rate_at"
learning_rate_at = yours("learning_rate_at")

# %%
from firsthand.figures.training import rates_by_step

n_steps = 40 * 20  # epochs times batches
rates_by_step(
    {
        "constant": np.full(n_steps, 0.3),
        "one cycle": [learning_rate_at(step, n_steps, 0.3, n_warmup=160) for step in range(n_steps)],
    }
)

# %% [markdown]
# Rate 0.3, thirty times what was used above, for 40 epochs:

# %%
if has_torch():
    histories = {}
    for schedule in ("constant", "one_cycle"):
        recipe = pytorch.TrainingConfig(epochs=40, batch_size=32, learning_rate=0.3, schedule=schedule)
        _, run = trained(recipe, report=pytorch.silent)
        histories[schedule.replace("_", " ")] = [epoch.validation_loss for epoch in run.history_]
        last = histories[schedule.replace("_", " ")][-10:]
        print(f"{schedule:9}: the last ten epochs lie between {min(last):.3f} and {max(last):.3f}")

# %%
from firsthand.figures.training import losses_by_epoch

losses_by_epoch(histories) if has_torch() else None

# %% [markdown]
# Both learn from the same rows at the same peak. The constant rate comes close on a lucky epoch; the cycle is best when it
# ends, and you know beforehand when that is. Large language models are trained with a warm-up and a decay like these.

# %% [markdown] explorable="learning_rate_schedule"
# Batches, peak and warm-up against each other, on a bowl with noise. (The page shows this as a figure with sliders; in a
# notebook, change the rate in the cells above.)

# %% [markdown]
# ## One bad batch
#
# A single spoiled row can throw a net out of the place it took an hour to reach. Here one coordinate lost its decimal
# point, and then the row has the wrong label as well:

# %%
good, spoiled = X_fit[:32], X_fit[:32].copy()
spoiled[0, 1] *= 1000
labels, mislabelled = y_fit[:32], y_fit[:32].copy()
mislabelled[0] = 1 - mislabelled[0]


def gradients(points, labels):
    for weights in our_net.parameters():
        weights.grad = None
    binary_cross_entropy_with_logits(our_net(points).reshape(-1), labels).backward()
    return [weights.grad.copy() for weights in our_net.parameters()]


def length(arrays):
    return np.sqrt(sum(np.sum(array**2) for array in arrays))


print(f"length of the gradient, good batch:          {length(gradients(good, labels)):8.2f}")
print(f"one number a thousand times too large:       {length(gradients(spoiled, labels)):8.2f}")
print(f"the same, and its label wrong:               {length(gradients(spoiled, mislabelled)):8.2f}")

# %% [markdown]
# The wild number alone did nothing: it lies far out on its own side, where the net is sure and right, and the slope is zero. With the
# wrong label the net is just as sure and wrong, and the slope along each weight is multiplied by that huge coordinate.
#
# The remedy is blunt and works: a gradient longer than a limit is shortened to it. All arrays by the same factor, so that the
# direction stays.

# %% exercise="clip_gradient_norm"
clip_gradient_norm = yours("clip_gradient_norm")

# %%
clipped = clip_gradient_norm(gradients(spoiled, mislabelled), max_norm=1.0)
print(f"clipped: {length(clipped):.6f}")

if has_torch():
    for weights, gradient in zip(their_net.parameters(), gradients(spoiled, mislabelled), strict=True):
        weights.grad = torch.tensor(gradient)
    before = nn.utils.clip_grad_norm_(their_net.parameters(), max_norm=1.0)
    apart = max(
        np.abs(a - b.grad.numpy()).max() for a, b in zip(clipped, their_net.parameters(), strict=True)
    )
    print(
        f"PyTorch measured {before:.2f} before, and differs from {whose(clip_gradient_norm)} by at most {apart:.0e}"
    )

# %% [markdown]
# ## When the machine does not survive
#
# A training of an hour may be killed after 50 minutes. So the trainer writes a **checkpoint** after each epoch. What must
# be in it, so that the run goes on *exactly*? The weights are not enough. Adam's two means, the number of the step (for
# the rate), the best weights so far, the history, and the state of the random generators, which decide the order of the
# rows from here on.
#
# Here the power fails in the middle of epoch 8:

# %%
if has_torch():
    from pathlib import Path
    from tempfile import mkdtemp

    class PowerCut(Exception):
        pass

    def cut(moment):
        if moment.epoch == 8 and moment.batch == 10:
            raise PowerCut

    short = pytorch.TrainingConfig(epochs=15, batch_size=32, learning_rate=0.01)
    checkpoint = Path(mkdtemp()) / "moons.ckpt"
    try:
        trained(short, report=cut, checkpoint=checkpoint)
    except PowerCut:
        print("dark. On disk:", checkpoint.name, checkpoint.stat().st_size, "bytes")

    resumed, _ = trained(short, report=pytorch.silent, checkpoint=checkpoint, resume=True)
    whole, _ = trained(short, report=pytorch.silent)
    same = all(torch.equal(a, b) for a, b in zip(resumed.parameters(), whole.parameters(), strict=True))
    print("the same weights as without the cut, to the last bit:", same)

# %% [markdown]
# The file is written under another name first and then takes its own, because the power may also fail while it is being
# written. A checkpoint is for going on. To *use* a network one stores the weights alone, as **safetensors**: numbers and
# their names, nothing that could run as code when a stranger's file is opened.

# %%
if has_torch():
    path = checkpoint.with_name("moons.safetensors")
    pytorch.save_weights(net, path, metadata={"trained on": "two moons"})

    again = MoonsNet()
    pytorch.load_weights(again, path)
    print(path.name, path.stat().st_size, "bytes,", pytorch.read_metadata(path))
    print(
        "same logits:",
        torch.equal(pytorch.predict_logits(again, test[0]), pytorch.predict_logits(net, test[0])),
    )

# %% [markdown]
# ## On another device
#
# A network runs where its weights are, and its inputs must be there too: `net.to("cuda")`, `points.to("cuda")`. The code is the
# same; forgetting one of the two is the most common error message of all. What does this machine have?

# %%
if has_torch():
    device = pytorch.choose_device()
    print("device:", device)
    net.to(device)
    print("logit of the origin:", round(net(torch.zeros(1, 2, device=device)).item(), 2))

# %% [markdown]
# For 65 weights a GPU would be slower: sending the work there takes longer than doing it. For images and text, where a
# step is a thousand times the work, it is worth having.
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Write a training loop.* `zero_grad`, forward, loss, `backward`, `step`; `train()` before it, `eval()` and `no_grad()` around
#    the validation.
# 2. *What happens without `zero_grad`?* The gradients of all batches so far add up, and each step follows old slopes. (Some do it
#    on purpose for a few batches, to imitate a larger one.)
# 3. *Why logits into the loss, and not probabilities?* Sigmoid or softmax rounds to 0 or 1, and the logarithm of that is infinite or
#    its gradient 0. From the logit it is exact.
# 4. *Validation and test rows: what is the difference?* You choose by the first: epochs, rates, sizes. The second are looked at
#    once, when there is nothing left to choose.
# 5. *The validation loss rises while the training loss falls. What now?* It overfits: stop there, keep the best weights; then more
#    data, dropout, weight decay, a smaller net.
# 6. *Validation accuracy is far worse than in training, on the same rows even.* Look for a missing `eval()` first.
# 7. *What belongs in a checkpoint?* Weights, optimiser state, step or schedule, random states, the best so far. With the weights
#    alone Adam starts with empty means, and the run is another one.
# 8. *Clip by value or by norm?* By norm: one factor for all keeps the direction.
# 9. *`RuntimeError: expected all tensors to be on the same device`?* The model was moved and the batch not, or the other way round.
