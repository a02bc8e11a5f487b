# ---
# title: A CNN for digits
# minutes: 70
# needs: [pytorch]
# extras: [deep]
# goals:
#   - See why a network of dense layers loses its way when a picture moves by one pixel
#   - Slide a kernel over an image, pool what it finds, and keep count of shapes and weights
#   - Let a kernel learn an edge from examples, by a gradient of your own
#   - Train a convolutional network, look at its mistakes, and see what its filters look for
# ---

# %% [markdown]
# # A CNN for digits
#
# Somebody has written a digit on eight by eight pixels. Which is it? You could hand the 64 numbers to a network of dense
# layers. That works, as long as nobody moves the paper.

# %%
import numpy as np

from firsthand.course import yours
from firsthand.figures.digits import pictures
from firsthand.neural.digits.data import load_digits

FULL = False  # True: MNIST, 28 by 28 pixels, 60,000 digits

digits = load_digits("mnist" if FULL else "digits")
print(digits.source)
print("to learn from:", digits.train_images.shape, " held out:", digits.test_images.shape)

first = [int(np.flatnonzero(digits.test_labels == digit)[0]) for digit in range(10)]
pictures(digits.test_images[first, 0])

# %% [markdown]
# An image comes as `(channel, row, column)`, a batch of them as `(N, C, H, W)`. There is one channel here, grey; a colour
# photo has three.
#
# ## What a dense layer cannot see
#
# To a dense layer an image is a list of numbers without neighbours. Shuffle the pixels of all images in the same way, and
# it learns just as well. So it must learn each stroke again in each place where it may be. Watch what a shift by one
# pixel does to it:

# %%
from firsthand.neural.mlp.estimators import NeuralNetworkClassifier


def moved(images, columns):
    """Push the digits to the right, or to the left for numbers below 0; what leaves the picture is lost."""
    out = np.zeros_like(images)
    if columns >= 0:
        out[..., columns:] = images[..., : images.shape[-1] - columns]
    else:
        out[..., :columns] = images[..., -columns:]
    return out


few = slice(2000)  # so that the full setting does not wait for it
dense = NeuralNetworkClassifier((64,), max_iter=30, random_state=0)
dense.fit(digits.train_images[few].reshape(len(digits.train_images[few]), -1), digits.train_labels[few])


def accuracy(network, images):
    return np.mean(network.predict(images.reshape(len(images), -1)) == digits.test_labels)


for columns in (0, 1, 2):
    print(f"moved by {columns}: {accuracy(dense, moved(digits.test_images, columns)):.1%} right")

# %% [markdown]
# Nobody would misread a digit that stands one pixel further right. What is missing is plain: **look at small pieces, and
# look for the same thing everywhere.** That is a convolution.
#
# ## A kernel, one place at a time
#
# Here is a picture with an edge, and a small grid of numbers, the **kernel**. Lay the kernel on the top left corner,
# multiply each of its numbers by the pixel under it, add up. Then move on by one pixel and do it again. The sums make up a
# new picture, the **feature map**.

# %%
picture = np.array([[0.0, 0, 0, 1, 1, 1]] * 5)
edge = np.array([[-1.0, 0, 1]] * 3)

corner = picture[0:3, 0:3]
print("top left:     ", np.sum(corner * edge))
print("one further:  ", np.sum(picture[0:3, 1:4] * edge))
print("three further:", np.sum(picture[0:3, 3:6] * edge))

# %% [markdown]
# This kernel takes what is on its right and subtracts what is on its left. On a plain ground that is 0, on an edge it is
# large. How many places are there? The kernel has to lie inside the picture as a whole. To let it reach the margin too,
# one puts a frame of zeros around the picture, the **padding**; and where every second place is enough, it moves by a
# **stride** of 2.

# %% exercise="conv_output_size"
conv_output_size = yours("conv_output_size")

# %%
print("6 pixels, kernel of 3:", conv_output_size(6, 3))
print("28 pixels, kernel of 3, padding 1:", conv_output_size(28, 3, padding=1))
print("28 pixels, kernel of 2, stride 2:", conv_output_size(28, 2, stride=2))

# %% [markdown]
# A kernel of 3 with padding 1 keeps the size. That is why you will see those two together all the time.
#
# Now the whole thing. Three more things come with it. An image has several **channels**, and a kernel has a layer of
# numbers for each: the products of all are added up. There are several kernels, and each makes a map of its own. And
# each kernel has a **bias**, one number that is added to its map.

# %% exercise="conv2d"
conv2d = yours("conv2d")

# %%
from firsthand.figures.digits import panels

found = conv2d(picture[None, None], edge[None, None])[0, 0]
panels({"picture": picture, "kernel": edge, "feature map": found}, numbers=True)

# %% [markdown]
# The map is large where the edge is, and says nothing elsewhere. On a digit there are edges of both kinds:

# %%
seven = digits.test_images[first[7], 0]
panels(
    {
        "a seven": seven,
        "dark to the right": conv2d(seven[None, None], edge[None, None], padding=1)[0, 0],
        "dark below": conv2d(seven[None, None], edge.T[None, None], padding=1)[0, 0],
    }
)

# %% [markdown] explorable="edge_finder"
# Turn the kernel and watch which strokes of the digit answer. (The page shows this as a figure with sliders; in a
# notebook, change `edge` in the cell above.)

# %% [markdown]
# In mathematics a convolution turns the kernel over first, and what we do is called a correlation. A network that learns
# its kernels does not care, so in this field everybody says convolution. SciPy has both names; PyTorch does as we do.

# %%
from scipy.signal import convolve2d, correlate2d

lopsided = np.array([[0.0, 1, 2], [-1, 0, 1], [-2, -1, 0.5]])
ours = conv2d(seven[None, None], lopsided[None, None])[0, 0]
print("as SciPy's correlate2d:", np.allclose(ours, correlate2d(seven, lopsided, mode="valid"), atol=1e-5))
print("as SciPy's convolve2d: ", np.allclose(ours, convolve2d(seven, lopsided, mode="valid"), atol=1e-5))

# %% [markdown]
# ## What is gained
#
# Move the picture, and the map moves with it. Nothing has to be learned twice.

# %%
canvas = np.zeros((1, 1, 12, 12))
canvas[0, 0, 2:10, 1:9] = seven[:8, :8]
there = conv2d(moved(canvas, 2), edge[None, None], padding=1)
print(
    "map of the moved = moved map:", np.allclose(there, moved(conv2d(canvas, edge[None, None], padding=1), 2))
)

# %% [markdown]
# And it is cheap. A layer of 32 kernels of 3 × 3 on one channel has $32 \cdot (9 + 1)$ weights, biases included, however
# large the image. A second one with 64 kernels on those 32 maps has $64 \cdot (32 \cdot 9 + 1)$. A dense layer from the
# same inputs to the same outputs has one weight for each pair:


# %%
def convolution_weights(channels, kernels, size=3):
    return kernels * (channels * size**2 + 1)


print(f"first convolution:  {convolution_weights(1, 32):>12,}")
print(f"second convolution: {convolution_weights(32, 64):>12,}")
print(f"dense in its place: {(32 * 8 * 8) * (64 * 8 * 8) + 64 * 8 * 8:>12,}  on 8 by 8 pixels")

# %% [markdown]
# ## Pooling
#
# A map says where an edge is, to the pixel. A digit does not need that: a stroke may end a little higher. So keep of each
# square of 2 × 2 numbers only the largest. What was found stays, its exact place goes, and the next layer has a quarter of
# the numbers to look at.

# %% exercise="max_pool"
max_pool = yours("max_pool")

# %%
strokes = np.maximum(conv2d(seven[None, None], edge[None, None], padding=1), 0)  # ReLU, as ever
panels({"map after ReLU": strokes[0, 0], "pooled": max_pool(strokes, 2)[0, 0]})

# %% [markdown]
# ## Who chose the kernel?
#
# We did, and we knew about edges. A network has to find its kernels by itself, by going down the slope of a loss. So: how
# does the loss change with one number of the kernel? That number was used in every place, with another pixel each time.
# By the chain rule the places add up.

# %% exercise="kernel_gradient"
kernel_gradient = yours("kernel_gradient")

# %% [markdown]
# Now hide the edge kernel. Give a learner 200 digits and the maps that the kernel makes of them, let it start with nothing,
# and go down the squared error:

# %%
images = digits.train_images[:200].astype(float)
wanted = conv2d(images, edge[None, None])

kernel = np.zeros((1, 1, 3, 3))
for step in range(301):
    error = conv2d(images, kernel) - wanted
    if step in (0, 10, 100, 300):
        print(f"step {step:3}: squared error {np.mean(error**2):.5f}")
    kernel -= 0.4 * kernel_gradient(images, 2 * error / error.size)

print(kernel[0, 0].round(2) + 0.0)

# %% [markdown]
# It has found the edge. Nobody told it what an edge is; the kernel is what the examples had in common. In a network the
# maps that are wanted are not given, only the digits; but their slopes arrive by backpropagation, and from there it is the
# same sum.
#
# ## The network
#
# Two convolutions, a pooling, two dense layers, in PyTorch:
#
# | layer | gives, for 8 × 8 pixels | weights |
# | --- | --- | --- |
# | 32 kernels of 3 × 3, ReLU | 32 × 8 × 8 | 320 |
# | 64 kernels of 3 × 3, ReLU | 64 × 8 × 8 | 18,496 |
# | pooling by 2 | 64 × 4 × 4 | 0 |
# | dense, ReLU | 128 | 131,200 |
# | dense | 10 | 1,290 |
#
# The small pictures are padded by 1, so they keep their size; MNIST's are not, since nothing is written at their margin.
# Between pooling and answer there is dropout. Where there is no PyTorch, this cell says so, and what needs it below does nothing.

# %%
from firsthand.optional import has_torch

deep = has_torch()
if deep:
    import torch
    from torch import nn

    from firsthand.neural.pytorch import DigitCNN, Trainer, predict_logits, seeded

    if not FULL:
        torch.set_num_threads(1)  # pictures this small are through before a second thread has woken up
    with seeded(0):
        net = DigitCNN(image_size=digits.size)
    for name, weights in net.named_parameters():
        print(f"{name:12} {tuple(weights.shape)!s:20} {weights.numel():>9,}")
    print(f"{sum(weights.numel() for weights in net.parameters()):,} in all")

# %% [markdown]
# ### Batches from a loader
#
# PyTorch's own way to batches has two parts: a `Dataset` that gives one row by its number, and a `DataLoader` that
# shuffles the numbers, collects rows into batches, and where rows come from a disk has several processes fetch them.

# %%
if deep:
    from torch.utils.data import DataLoader, TensorDataset

    rows = TensorDataset(torch.tensor(digits.train_images), torch.tensor(digits.train_labels))
    loader = DataLoader(rows, batch_size=32, shuffle=True, generator=torch.Generator().manual_seed(0))
    some_images, some_labels = next(iter(loader))
    print("a batch:", tuple(some_images.shape), tuple(some_labels.shape), " batches:", len(loader))

# %% [markdown]
# Our images fit into memory as one tensor. Then it is faster to shuffle the numbers and slice, and the `Trainer` of the
# PyTorch lesson works so. A tenth of the training digits is kept aside, to pick the epoch. The digits held out wait until
# the end.
#
# ### More digits for nothing
#
# A seven that stands one pixel further left is a seven. So each digit comes three times: as it is, and pushed to either
# side. This is **data augmentation**: you tell the network what should not matter to it.

# %%
kept = len(digits.train_images) // 10
images, labels = digits.train_images[kept:], digits.train_labels[kept:]
pushes = (0,) if FULL else (0, 1, -1)  # MNIST has enough of its own
images = np.concatenate([moved(images, columns) for columns in pushes])
labels = np.tile(labels, len(pushes))
print(f"{len(images):,} images to train on, {kept:,} to pick the epoch")

# %%
if deep:
    from dataclasses import replace

    from firsthand.neural.pytorch import FAST_DIGITS, FAST_SMALL_DIGITS

    recipe = FAST_DIGITS if FULL else replace(FAST_SMALL_DIGITS, epochs=5)
    validation = torch.tensor(digits.train_images[:kept]), torch.tensor(digits.train_labels[:kept])

    trainer = Trainer(net, nn.CrossEntropyLoss(), recipe, random_state=0)
    trainer.fit((torch.tensor(images), torch.tensor(labels)), validation)

# %% [markdown]
# ## How good is it?

# %%
if deep:
    answers = predict_logits(net, torch.tensor(digits.test_images)).argmax(dim=1).cpu().numpy()
    print(
        f"CNN:   {np.mean(answers == digits.test_labels):.2%} of {len(answers):,} digits held out are right"
    )
print(f"dense: {accuracy(dense, digits.test_images):.2%}")

# %% [markdown]
# At least 98.5 of 100 are right. With `FULL = True` in the first cell the same cells train on MNIST, which takes several
# minutes on two processors and reaches 99.2 of 100. Its recipe saves work where there is nothing left to learn: every second
# epoch takes only the third of the images that the network found hardest the last time.
#
# One number hides much. Which digits are taken for which?

# %%
if deep:
    from firsthand.figures.digits import confusion

    confusion_figure = confusion(digits.test_labels, answers)
else:
    confusion_figure = None
confusion_figure

# %% [markdown]
# And which ones were they? Always look at them: sometimes the label is wrong, sometimes you would have failed as well.

# %%
if deep:
    wrong = np.flatnonzero(answers != digits.test_labels)[:10]
    captions = [f"{digits.test_labels[at]}, read {answers[at]}" for at in wrong]
    wrong_figure = pictures(digits.test_images[wrong, 0], captions, columns=5)
else:
    wrong_figure = None
wrong_figure

# %% [markdown]
# And the digits that were moved? To be fair, a second dense network gets the pushed copies too.

# %%
many = slice(0, None, len(images) // 4000 or 1)  # as above, for the full setting
dense_more = NeuralNetworkClassifier((64,), max_iter=30, random_state=0)
dense_more.fit(images[many].reshape(len(images[many]), -1), labels[many])

for columns in (0, 1, 2):
    pushed = moved(digits.test_images, columns)
    line = f"moved by {columns}: dense {accuracy(dense, pushed):.1%}, with copies {accuracy(dense_more, pushed):.1%}"
    if deep:
        said = predict_logits(net, torch.tensor(pushed)).argmax(dim=1).cpu().numpy()
        line += f", CNN {np.mean(said == digits.test_labels):.1%}"
    print(line)

# %% [markdown]
# The copies help the dense network as well: it learned each stroke in three places. Two pixels are news to all of them,
# and there the CNN loses least. But it is not unmoved: after the pooling two dense layers follow, and those know places.
# Convolution carries a shift on, pooling forgives a pixel, and the rest has to be shown.
#
# ## What it looks for
#
# The 32 kernels of the first layer, one colour for numbers above 0 and another for those below:

# %%
if deep:
    from firsthand.figures.digits import feature_maps

    weights = {name: values.detach().cpu().numpy() for name, values in net.state_dict().items()}
    filters_figure = feature_maps(weights["conv1.weight"][:, 0], columns=16)
else:
    filters_figure = None
filters_figure

# %% [markdown]
# Some have one side of each colour: edges, as yours was. Others are spots or lines. And this is what sixteen of them find
# in the seven:

# %%
if deep:
    first_maps, second_maps = net.feature_maps(torch.tensor(seven[None, None]).to(trainer.device))
    maps_figure = feature_maps(first_maps[0, :16].detach().cpu().numpy())
else:
    maps_figure = None
maps_figure

# %% [markdown]
# Is there anything in that network that you have not built? Take its weights, and your functions:

# %%
if deep:
    padding = 1 if digits.size < 16 else 0
    batch = digits.test_images[:20]
    hidden = np.maximum(conv2d(batch, weights["conv1.weight"], weights["conv1.bias"], padding=padding), 0)
    hidden = np.maximum(conv2d(hidden, weights["conv2.weight"], weights["conv2.bias"], padding=padding), 0)
    flat = max_pool(hidden, 2).reshape(len(batch), -1)
    flat = np.maximum(flat @ weights["dense.weight"].T + weights["dense.bias"], 0)
    logits = flat @ weights["out.weight"].T + weights["out.bias"]

    theirs = predict_logits(net, torch.tensor(batch)).cpu().numpy()
    print(f"largest difference of 200 logits: {np.abs(logits - theirs).max():.1e}")

# %% [markdown]
# The page [Draw a digit](/digits) reads so: with convolutions in NumPy, while you draw. `firsthand digits train` trains the
# network that it uses.
#
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Why a convolution and not a dense layer?* Pixels next to one another belong together, and a stroke is the same stroke
#    everywhere. Few weights, used in every place; and a shifted image gives a shifted map.
# 2. *A 32 × 32 image with 3 channels, 16 kernels of 5 × 5, stride 1, padding 2: what comes out, and how many weights has
#    it?* 16 × 32 × 32; $16 \cdot (3 \cdot 25 + 1) = 1{,}216$.
# 3. *What is a kernel of 1 × 1 good for?* It mixes the channels in each pixel: a dense layer across channels, used to make
#    them fewer.
# 4. *Two layers of 3 × 3 or one of 5 × 5?* Both see 5 × 5 pixels. Two have 18 weights a channel instead of 25, and a ReLU
#    in between.
# 5. *What does max-pooling do, and what does its gradient?* It keeps the largest of each square, so a small shift changes
#    little. The gradient goes to the pixel that won; the others get 0.
# 6. *Convolution or correlation?* What deep learning calls convolution does not turn the kernel over. Since the kernel is
#    learned, it makes no difference.
# 7. *Is a CNN blind to shifts?* No. Its maps move along with the image; pooling forgives a pixel or so; dense layers at
#    the end know places again. Shifted training images or an average over all places at the end help.
