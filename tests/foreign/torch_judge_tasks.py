"""The tasks of torch-judge (PyPI), each that we have an answer for, judged by its own tests; the others with the reason.

Not found as a test of ours: `make foreign` runs this file where torch-judge is installed.
"""

import pytest
import torch
from cs336_adapters import as_pairs, halves_side_by_side
from torch_judge.tasks import TASKS

from firsthand.foundations.probability import softmax
from firsthand.transformer import AdamW
from firsthand.transformer.basics.attention import causal_self_attention
from firsthand.transformer.basics.feed_forward import gelu
from firsthand.transformer.basics.generation import sample_token, top_k_filter, top_p_filter
from firsthand.transformer.basics.norms import layer_norm, rms_norm
from firsthand.transformer.basics.positions import rotary_embedding
from firsthand.transformer.basics.training import clip_gradients, next_token_loss


def judged_softmax(x, dim):
    return torch.from_numpy(softmax(x.numpy(), axis=dim)).to(x.dtype)


def judged_rms_norm(x, weight, eps=1e-6):
    return rms_norm(x, weight, eps)


def judged_cross_entropy(logits, targets):
    return next_token_loss(logits[None], targets[None])


def judged_rope(q, k):
    places = torch.arange(q.shape[1])
    return tuple(as_pairs(rotary_embedding(halves_side_by_side(x), places)) for x in (q, k))


def judged_causal_attention(q, k, v):
    """Queries, keys and values lie side by side already: what would project them is the identity."""
    side_by_side, width = torch.cat([q, k, v], dim=-1), q.shape[-1]
    return causal_self_attention(side_by_side, torch.eye(3 * width), torch.eye(width), 1)


def judged_sampling(logits, temperature=1.0, top_k=0, top_p=1.0):
    row = logits[None]
    row = top_k_filter(row, top_k) if top_k else row
    row = top_p_filter(row / temperature, top_p)
    return int(sample_token(row, 1.0, torch.default_generator))


def judged_clipping(parameters, max_norm):
    return clip_gradients(parameters, max_norm)


class JudgedAdam(AdamW):
    """Adam is AdamW that shrinks no weight."""

    def __init__(self, parameters, lr, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(parameters, lr=lr, betas=betas, eps=eps, weight_decay=0.0)

    def zero_grad(self):
        super().zero_grad(set_to_none=False)


ANSWERS = {
    "softmax": judged_softmax,
    "layernorm": layer_norm,
    "rmsnorm": judged_rms_norm,
    "gelu": gelu,
    "cross_entropy": judged_cross_entropy,
    "rope": judged_rope,
    "causal_attention": judged_causal_attention,
    "topk_sampling": judged_sampling,
    "gradient_clipping": judged_clipping,
    "adam": JudgedAdam,
}
_NUMPY = "ours is in NumPy, and these tests ask PyTorch for gradients"
_PARTS = "about a module whose parts have names of its own"
_NOT_YET = "of a subject that the course has no lesson on yet"
_LAYER = "about a layer that is PyTorch's own in ours"
LEFT_OUT = {
    **dict.fromkeys(("relu", "attention", "conv2d", "linear_regression"), _NUMPY),
    **dict.fromkeys(("mha", "gqa", "gpt2_block", "kv_cache", "mlp", "cross_attention"), _PARTS),
    **dict.fromkeys(("linear", "embedding", "dropout"), _LAYER),
    **dict.fromkeys(
        (
            *(
                "lora",
                "moe",
                "vit_patch",
                "int8_quantization",
                "dpo_loss",
                "ppo_loss",
                "grpo_loss",
                "batchnorm",
            ),
            *("beam_search", "flash_attention", "linear_attention", "sliding_window"),
        ),
        _NOT_YET,
    ),
    "bpe": "about characters with a mark at the end of a word; ours merges bytes",
    "cosine_lr": "ours climbs, stays and falls in straight lines",
    "gradient_accumulation": "ours is a setting of the training, no function of its own",
    "speculative_decoding": "ours takes two models, not two tables",
    "weight_init": "he_init of ours makes an array, and fills no tensor",
}


@pytest.mark.parametrize(
    ("task", "number"), [(task, number) for task in ANSWERS for number in range(len(TASKS[task]["tests"]))]
)
def test_it_is_judged_right(task, number):
    name = TASKS[task]["function_name"]
    code = TASKS[task]["tests"][number]["code"].replace("{fn}", name)
    exec(code, {name: ANSWERS[task]})


def test_each_task_is_run_or_left_out_with_a_reason():
    assert ANSWERS.keys().isdisjoint(LEFT_OUT)
    assert ANSWERS.keys() | LEFT_OUT.keys() == TASKS.keys()
    for task, reason in LEFT_OUT.items():
        print(f"{task}: {reason}.")
