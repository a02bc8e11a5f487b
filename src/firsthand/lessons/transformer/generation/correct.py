"""Other right answers to the exercises of the lesson Generation."""

import math
from typing import Any

import torch


def greedy_by_list(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    found = ids.tolist()
    with torch.no_grad():
        for _ in range(n_new):
            scores = model(torch.tensor([found[-context_length:]]))
            found.append(int(torch.argmax(scores[0][-1])))
    return torch.tensor(found, dtype=torch.int64)


@torch.inference_mode()
def greedy_in_a_buffer(model: Any, ids: Any, n_new: int, context_length: int) -> Any:
    out = torch.zeros(len(ids) + n_new, dtype=torch.long)
    out[: len(ids)] = ids
    for i in range(len(ids), len(out)):
        out[i] = model(out[max(0, i - context_length) : i].unsqueeze(0))[:, -1, :].argmax()
    return out.clone()


def k_by_rank(logits: Any, k: int) -> Any:
    rank = logits.argsort(dim=-1, descending=True, stable=True).argsort(dim=-1)
    return logits.masked_fill(rank >= k, -math.inf)


def k_by_loop(logits: Any, k: int) -> Any:
    flat = logits.reshape(-1, logits.shape[-1])
    out = torch.full_like(flat, -math.inf)
    for row, target in zip(flat, out, strict=True):
        for i in sorted(range(len(row)), key=lambda i: (-float(row[i]), i))[:k]:
            target[i] = row[i]
    return out.reshape(logits.shape)


def k_by_where(logits: Any, k: int) -> Any:
    order = torch.sort(logits, dim=-1, descending=True, stable=True).indices[..., :k]
    kept = torch.zeros_like(logits, dtype=torch.bool).scatter_(-1, order, True)
    return torch.where(kept, logits, torch.tensor(float("-inf"), dtype=logits.dtype))


def p_by_loop(logits: Any, p: float) -> Any:
    flat = logits.reshape(-1, logits.shape[-1])
    out = torch.full_like(flat, -math.inf)
    for row, target in zip(flat, out, strict=True):
        shares, total = row.softmax(dim=0), 0.0
        for i in sorted(range(len(row)), key=lambda i: (-float(row[i]), i)):
            if total >= p - 1e-9:
                break
            target[i] = row[i]
            total += float(shares[i])
    return out.reshape(logits.shape)


def p_by_shift(logits: Any, p: float) -> Any:
    ordered, order = torch.sort(logits, descending=True, stable=True, dim=-1)
    total = torch.softmax(ordered, dim=-1).cumsum(-1)
    dropped = total >= p
    dropped[..., 1:] = dropped[..., :-1].clone()
    dropped[..., 0] = False
    return logits.masked_fill(torch.zeros_like(dropped).scatter(-1, order, dropped), float("-inf"))


def token_by_race(logits: Any, temperature: float, generator: Any) -> Any:
    if temperature == 0:
        return torch.argmax(logits, dim=1)
    shares = torch.softmax(logits / temperature, dim=1)
    return (shares / torch.empty_like(shares).exponential_(generator=generator)).argmax(dim=1)


def token_by_sum(logits: Any, temperature: float, generator: Any) -> Any:
    if not temperature:
        return logits.max(dim=-1).indices
    total = (logits / temperature).softmax(dim=-1).cumsum(dim=-1)
    u = torch.rand(len(logits), 1, generator=generator, dtype=logits.dtype)
    return (total <= u * total[:, -1:]).sum(dim=-1)


def cached_by_einsum(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    keys[:, length, :] = key
    values[:, length, :] = value
    scores = torch.einsum("hk,hnk->hn", query, keys[:, : length + 1]) / math.sqrt(query.shape[1])
    return torch.einsum("hn,hnk->hk", torch.softmax(scores, dim=-1), values[:, : length + 1])


def cached_by_heads(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    out = torch.empty_like(query)
    for h in range(len(query)):
        keys[h][length] = key[h]
        values[h][length] = value[h]
        weights = (keys[h][: length + 1] @ query[h] / query.shape[-1] ** 0.5).softmax(0)
        out[h] = weights @ values[h][: length + 1]
    return out


def cached_by_mask(query: Any, key: Any, value: Any, keys: Any, values: Any, length: int) -> Any:
    keys[:, length].copy_(key)
    values[:, length].copy_(value)
    scores = (keys * query[:, None]).sum(-1) / math.sqrt(query.size(-1))
    scores = scores.masked_fill(torch.arange(keys.shape[1]) > length, -math.inf)
    return (scores.softmax(-1)[..., None] * values).sum(1)
