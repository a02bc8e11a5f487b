"""Writing token by token: ours with its cache beside the loop without one, and beside Transformers with its own.

Width 384, 6 layers, 6 heads, context 256, greedy, two threads; the tokens are shown equal first. The loop without a cache reads
the same windows: when the context is full, the older half is dropped.
"""

import tempfile

import torch
from transformers import GPT2Config, GPT2LMHeadModel

from benchmarks.harness import Job
from firsthand.transformer import MiniGPT
from firsthand.transformer.generation import generate
from firsthand.transformer.sampling import Sampling

torch.set_num_threads(2)
CONTEXT, VOCABULARY, PROMPT = 256, 65, 16


def models(length):
    """A model of theirs with its copy in ours, a prompt, and how many tokens to write."""
    torch.manual_seed(0)
    none = {"bos_token_id": None, "eos_token_id": None, "pad_token_id": 0}
    sizes = {"vocab_size": VOCABULARY, "n_positions": CONTEXT, "n_embd": 384, "n_layer": 6, "n_head": 6}
    theirs = GPT2LMHeadModel(GPT2Config(**sizes, **none, initializer_range=0.2)).eval()
    with tempfile.TemporaryDirectory() as folder:
        theirs.save_pretrained(folder)
        ours = MiniGPT.from_pretrained(folder)
    return ours, theirs, torch.randint(VOCABULARY, (PROMPT,)).tolist(), length


def written(given, use_cache):
    ours, _, prompt, length = given
    sampling = Sampling(temperature=0, max_tokens=length)
    return [token.id for (token,) in generate(ours, [prompt], sampling, use_cache=use_cache)]


def with_cache(given):
    return written(given, use_cache=True)


def without_cache(given):
    return written(given, use_cache=False)


@torch.no_grad()
def transformers_generate(given):
    _, theirs, prompt, length = given
    ids = torch.tensor([prompt])
    found = theirs.generate(
        ids,
        attention_mask=torch.ones_like(ids),
        max_new_tokens=length,
        min_new_tokens=length,
        do_sample=False,
    )
    return found[0, PROMPT:].tolist()


def same_tokens(got, ours):
    assert got == ours, "other tokens"


JOBS = [
    Job(
        "writing 500 tokens, beside no cache",
        models,
        (500,),
        {"ours": with_cache, "without a cache": without_cache},
        same_tokens,
        size_label="tokens",
        rounds=3,
    ),
    Job(
        "writing as many as the context holds",
        models,
        (CONTEXT - PROMPT,),
        {"ours": with_cache, "Transformers": transformers_generate},
        same_tokens,
        size_label="tokens",
        rounds=5,
    ),
]
