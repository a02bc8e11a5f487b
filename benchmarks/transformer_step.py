"""One training step of a small GPT-2: ours beside Transformers' with the same weights, batch and optimiser, two threads.

The first step is shown equal: its loss, and an embedding after it. Dropout is off in all of them.
"""

import copy
import tempfile

import numpy as np
import torch
from torch.nn import functional as F
from transformers import GPT2Config, GPT2LMHeadModel

from benchmarks.harness import Job
from firsthand.transformer import MiniGPT

torch.set_num_threads(2)
BATCH, VOCABULARY = 12, 65  # the well-known laptop recipe: characters, width 128, 4 layers, 4 heads


def batch(length):
    """A model of theirs with its copy in ours, and one token more than the length for the targets."""
    torch.manual_seed(0)
    sizes = {"vocab_size": VOCABULARY, "n_positions": length, "n_embd": 128, "n_layer": 4, "n_head": 4}
    none = {
        "resid_pdrop": 0.0,
        "embd_pdrop": 0.0,
        "attn_pdrop": 0.0,
        "bos_token_id": None,
        "eos_token_id": None,
    }
    theirs = GPT2LMHeadModel(GPT2Config(**sizes, **none)).train()
    with tempfile.TemporaryDirectory() as folder:
        theirs.save_pretrained(folder)
        ours = MiniGPT.from_pretrained(folder).train()
    return {
        "ids": torch.randint(VOCABULARY, (BATCH, length + 1)),
        "ours": _trained(ours),
        "transformers": _trained(theirs),
        "by hand": _trained(copy.deepcopy(theirs)),
    }


def _trained(model):
    return model, torch.optim.AdamW(model.parameters(), lr=1e-3, fused=True)


def our_step(given):
    model, optimizer = given["ours"]
    logits = model(given["ids"][:, :-1])
    loss = F.cross_entropy(logits.flatten(0, 1), given["ids"][:, 1:].flatten())
    return _stepped(loss, optimizer, model.embedding.weight)


def their_step(given):
    """As their documentation has it: labels go in, the loss comes out."""
    model, optimizer = given["transformers"]
    # Their loss leaves out the last token itself, which is the one that has no target.
    loss = model(
        given["ids"][:, :-1], labels=given["ids"][:, :-1], shift_labels=given["ids"][:, 1:].contiguous()
    ).loss
    return _stepped(loss, optimizer, model.transformer.wte.weight)


def their_step_by_hand(given):
    """Their model, and the loss that is quickest."""
    model, optimizer = given["by hand"]
    logits = model(given["ids"][:, :-1], use_cache=False).logits
    loss = F.cross_entropy(logits.flatten(0, 1), given["ids"][:, 1:].flatten())
    return _stepped(loss, optimizer, model.transformer.wte.weight)


def _stepped(loss, optimizer, embedding):
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    return loss.item(), embedding.detach().clone().numpy()


def same_step(got, ours):
    np.testing.assert_allclose(got[0], ours[0], rtol=1e-5)
    # Adam divides by the size of the gradient: where that is next to nothing, rounding shows.
    np.testing.assert_allclose(got[1], ours[1], atol=2e-4)


JOBS = [
    Job(
        "training step of a small GPT-2",
        batch,
        (64, 256),
        {"ours": our_step, "Transformers": their_step, "Transformers, loss by hand": their_step_by_hand},
        same_step,
        size_label="tokens in a text",
    )
]
