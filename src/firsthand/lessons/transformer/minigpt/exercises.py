"""The exercises of the lesson MiniGPT: what a training is made of, in PyTorch."""

from typing import Any

import torch
from torch.nn import functional as F

from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.lessons import ready_made
from firsthand.lessons.transformer.minigpt import (
    correct,
    inputs,
    mistakes_batches,
    mistakes_loss,
    mistakes_steps,
)
from firsthand.transformer.basics.training import (
    adamw_step,
    clip_gradients,
    get_batch,
    next_token_loss,
    perplexity,
    warmup_stable_decay,
)


def torch_loss(logits: Any, targets: Any) -> Any:
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


def _grown_logits(size: int, seed: int) -> dict[str, Any]:
    draw = torch.Generator().manual_seed(seed)
    n = max(1, size // (65 * 64))
    logits = torch.randn(n, 64, 65, generator=draw)
    return {"logits": logits, "targets": torch.randint(65, (n, 64), generator=draw)}


next_token_loss_exercise = Exercise(
    reference=next_token_loss,
    task="Compute how surprised a model is by the tokens that really came next: the mean of -log p over all places.",
    inputs=inputs.scored(),
    edges=[
        inputs.surprise([[[1.0, 0.0]]], [[1]]),
        inputs.surprise([[[0.0, 0.0]]], [[0]]),
        inputs.surprise([[[1.0, 0.0]]], [[0]]),
        inputs.surprise([[[1.0, 0.0], [3.0, 1.0]]], [[0, 1]]),
        inputs.surprise([[[1.0, 0.0, 2.0]], [[0.0, 5.0, 1.0]]], [[2], [0]]),
        inputs.surprise(
            [[[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]], [[2.0, 1.0, 0.0], [1.0, 1.0, 4.0]]], [[2, 0], [1, 2]]
        ),
        inputs.surprise([[[1000.0, 0.0], [0.0, 1000.0]]], [[0, 1]]),
        inputs.surprise([[[0.0, 800.0, 790.0]]], [[2]]),
        inputs.surprise([[[0.0, 60.0]]], [[0]]),
        inputs.surprise([[[0.0, 1000.0]]], [[0]]),
        inputs.surprise([[[1.0, -1.0, 0.5], [2.0, 0.0, 1.0]]], [[1, 1]], torch.float32),
    ],
    mistakes=mistakes_loss.NEXT_TOKEN_LOSS,
    also_right=[correct.loss_by_logsumexp, correct.loss_by_one_hot, correct.loss_by_flat_rows],
    hints=[
        "logits.log_softmax(dim=-1) gives the log of every probability, (B, T, V). Of each row of V only one is wanted.",
        "gather picks by numbers: logs.gather(-1, targets[..., None]) has the shape (B, T, 1).",
        "return -logits.log_softmax(dim=-1).gather(-1, targets[..., None]).mean()",
    ],
    out_of_bounds=ready_made.CROSS_ENTROPY,
    gradients=True,
    race=Race(_grown_logits, {"PyTorch": torch_loss}, (4_160, 41_600, 416_000), "numbers in the logits"),
)

get_batch_exercise = Exercise(
    reference=get_batch,
    task="Cut pieces out of a text at random places, each with the tokens that come next.",
    inputs=inputs.texts(),
    edges=[
        inputs.text(2, 1, 1),
        inputs.text(3, 1, 2),
        inputs.text(8, 4, 3),
        inputs.text(8, 2, 3, 1),
        inputs.text(9, 4, 4, 2),
        inputs.text(30, 4, 7, 3),
        inputs.text(12, 1, 4, 4),
    ],
    mistakes=mistakes_batches.GET_BATCH,
    also_right=[correct.batch_by_loop, correct.batch_by_unfold, correct.batch_by_uniform],
    hints=[
        "A piece with its targets is a run of length + 1 tokens. How many places can such a run begin at?",
        "starts = torch.randint(len(tokens) - length, (batch_size, 1), generator=generator) is a column; with "
        "torch.arange(length + 1) as a row it makes a table of places.",
        "pieces = tokens[starts + torch.arange(length + 1)]; return pieces[:, :-1], pieces[:, 1:]",
    ],
    out_of_bounds=("torch.utils.data.DataLoader",),
    scenario=inputs.cut_often,
)

warmup_stable_decay_exercise = Exercise(
    reference=warmup_stable_decay,
    task="Give the learning rate of a step: a straight climb, a flat stretch, a straight fall.",
    inputs=inputs.moments(),
    edges=[
        inputs.moment(0, 10, 1.0, 2, 4),
        inputs.moment(1, 10, 1.0, 2, 4),
        inputs.moment(3, 10, 1.0, 2, 4),
        inputs.moment(6, 10, 1.0, 2, 4),
        inputs.moment(7, 10, 1.0, 2, 4),
        inputs.moment(9, 10, 1.0, 2, 4),
        inputs.moment(5, 10, 0.1, 0, 0),
        inputs.moment(0, 1, 2.0, 0, 1),
        inputs.moment(1, 4, 1.0, 4, 4),
        inputs.moment(2, 4, 1.0, 4, 4),
    ],
    mistakes=mistakes_batches.SCHEDULE,
    also_right=[correct.rate_by_cases, correct.rate_from_tables, correct.rate_by_max],
    hints=[
        "Write down the rates of ten steps with a climb of 2 and a fall of 4. Which number does each line give, at each step?",
        "The climb gives (step + 1) / n_warmup of the peak, the fall (n_steps - step) / n_decay. Both lines go on past their "
        "stretch: which of the three numbers counts?",
        "return peak * min(1.0, climb, fall), where each of the two is 1.0 if it has no steps.",
    ],
    out_of_bounds=ready_made.SCHEDULES,
)

clip_gradients_exercise = Exercise(
    reference=clip_gradients,
    task="Shorten the gradients of all parameters by one factor, in place, where together they are longer than max_norm.",
    inputs=inputs.slopes(),
    edges=[
        inputs.slope([[3.0, 4.0]], 1.0),
        inputs.slope([[3.0, 4.0]], 10.0),
        inputs.slope([[0.3, -0.4]], 1.0),
        inputs.slope([[3.0], [4.0]], 2.0),
        inputs.slope([[0.3], [4.0]], 1.0),
        inputs.slope([[0.0, 0.0]], 1.0),
        inputs.slope([[3.0, 4.0], None], 1.0),
        inputs.slope([None], 1.0),
        inputs.slope([[[1.0, 2.0], [2.0, 4.0]], [30.0, 1.0], [0.1]], 2.0),
    ],
    mistakes=mistakes_steps.CLIPPING,
    also_right=[correct.clipped_as_one_vector, correct.clipped_by_new_tensors, correct.clipped_by_hypot],
    hints=[
        "First collect the gradients that are there: [p.grad for p in parameters if p.grad is not None].",
        "length = the root of the sum of all squares, over all tensors. Only where it is above max_norm is there anything to do.",
        "for gradient in gradients: gradient *= max_norm / length. That writes into p.grad itself.",
    ],
    out_of_bounds=ready_made.CLIPPED_GRADIENTS,
    scenario=inputs.clip,
)

adamw_step_exercise = Exercise(
    reference=adamw_step,
    task="Take one step of AdamW: running means, their correction, the decay of the weight itself.",
    inputs=inputs.strides(),
    edges=[
        inputs.stride([1.0], [1.0], [0.0], [0.0], 1, weight_decay=0.0),
        inputs.stride([1.0], [1.0], [0.0], [0.0], 1),
        inputs.stride([2.0, -1.0], [0.5, -3.0], [0.1, 0.2], [0.3, 0.4], 3, eps=0.1),
        inputs.stride(
            [2.0, -1.0], [0.5, -3.0], [0.1, 0.2], [0.3, 0.4], 3, betas=(0.8, 0.99), weight_decay=0.5
        ),
        inputs.stride([[1.0, 2.0]], [[0.0, -1.0]], [[0.5, 0.0]], [[0.2, 0.1]], 1000, lr=0.01),
        inputs.stride([1.0], [1e-3], [0.0], [0.0], 1, eps=1e-3, weight_decay=0.0),
    ],
    mistakes=mistakes_steps.ADAMW_STEP,
    also_right=[correct.adamw_in_place_of_copies, correct.adamw_by_lerp],
    hints=[
        "Five lines: the two means, the two corrected ones, the weight. Take them one after the other from the list above.",
        "mean = b1 * mean + (1 - b1) * gradient makes a new tensor and leaves the old one alone. corrected = mean / (1 - "
        "b1**step).",
        "weight = weight * (1 - lr * weight_decay) - lr * corrected / (root + eps), where root is the root of the corrected "
        "square.",
    ],
    out_of_bounds=ready_made.ADAM,
)

perplexity_exercise = Exercise(
    reference=perplexity,
    task="Say among how many equally likely tokens a model hesitates: exp of its mean surprise, every token counted alike.",
    inputs=inputs.judged(),
    edges=[
        inputs.heard([[0.0, 0.0], [0.0, 0.0]], ([[0]], [[1]])),
        inputs.heard([[2.0, 0.0], [0.0, 1.0]], ([[0, 1]], [[1, 1]])),
        inputs.heard([[2.0, 0.0], [0.0, 1.0]], ([[0]], [[1]]), ([[1, 1, 1]], [[1, 1, 1]])),
        inputs.heard([[2.0, 0.0], [0.0, 1.0]], ([[0], [0]], [[1], [1]]), ([[1, 1, 1]], [[1, 1, 1]])),
        inputs.heard([[5.0, 0.0], [0.0, 3.0]], ([[0], [1], [0]], [[0], [1], [1]]), ([[1, 0]], [[0, 0]])),
    ],
    mistakes=mistakes_loss.PERPLEXITY,
    clauses=[
        Clause(
            text="no gradient is kept.",
            ignored=mistakes_loss.GRADIENTS_KEPT,
            check=inputs.without_gradients,
        )
    ],
    also_right=[correct.perplexity_from_all_at_once, correct.perplexity_by_product],
    hints=[
        "Your next_token_loss gives the mean of one batch. With how many tokens must that mean be weighed?",
        "total += float(next_token_loss(model(inputs), targets)) * targets.numel(), under torch.no_grad().",
        "return math.exp(total / count), after the loop.",
    ],
    out_of_bounds=ready_made.CROSS_ENTROPY,
    scenario=inputs.judge,
    agree=inputs.same_number,
)
