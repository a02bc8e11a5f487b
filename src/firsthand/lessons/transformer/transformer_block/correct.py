"""Other right ways to build a block."""

import math
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F


def waves_by_loop(length: Any, width: Any) -> Any:
    table = torch.zeros(length, width)
    for place in range(length):
        for pair in range(width // 2):
            angle = place / 10_000 ** (2 * pair / width)
            table[place, 2 * pair], table[place, 2 * pair + 1] = math.sin(angle), math.cos(angle)
    return table


def waves_by_slices(length: Any, width: Any) -> Any:
    table = torch.empty(length, width)
    rates = torch.exp(torch.arange(0, width, 2) * (-math.log(10_000.0) / width))
    angles = torch.arange(length).unsqueeze(1) * rates
    table[:, 0::2] = torch.sin(angles)
    table[:, 1::2] = torch.cos(angles)
    return table


def waves_from_numpy(length: Any, width: Any) -> Any:
    angles = np.arange(length)[:, None] / 10_000 ** (np.arange(0, width, 2) / width)
    return torch.from_numpy(
        np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(length, width)
    ).float()


def turned_as_complex_numbers(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    half = x.shape[-1] // 2
    wide = x.double() if x.device.type == "cpu" else x
    points = torch.complex(wide[..., :half], wide[..., half:])
    rates = base ** (-torch.arange(half, device=x.device, dtype=wide.dtype) / half)
    angles = positions.to(wide.dtype)[:, None] * rates
    points = points * torch.polar(torch.ones_like(angles), angles)
    return torch.cat([points.real, points.imag], dim=-1).to(x.dtype)


def turned_by_half_swapped(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    width = x.size(-1)
    inverse = 1.0 / (base ** (torch.arange(0, width, 2, device=x.device).float() / width))
    angles = torch.einsum("t,k->tk", positions.float(), inverse)
    both = torch.cat((angles, angles), dim=-1)
    swapped = torch.cat((-x[..., width // 2 :], x[..., : width // 2]), dim=-1)
    return (x * both.cos() + swapped * both.sin()).type_as(x)


def turned_token_by_token(x: Any, positions: Any, base: Any = 10_000.0) -> Any:
    half = x.shape[-1] // 2
    turned = []
    for t in range(x.shape[2]):
        angle = positions[t] / base ** (torch.arange(half, device=x.device, dtype=x.dtype) * 2 / x.shape[-1])
        a, b = x[:, :, t, :half], x[:, :, t, half:]
        turned.append(torch.cat([a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()], -1))
    return torch.stack(turned, dim=2)


def norm_by_var(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    variance, mean = torch.var_mean(x, dim=-1, keepdim=True, unbiased=False)
    return gain * ((x - mean) * torch.rsqrt(variance + eps)) + bias


def norm_by_sums(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    n = x.size(-1)
    distance = x - x.sum(-1).unsqueeze(-1) / n
    return distance / ((distance * distance).sum(-1, keepdim=True) / n + eps) ** 0.5 * gain + bias


def norm_row_by_row(x: Any, gain: Any, bias: Any, eps: Any = 1e-5) -> Any:
    rows = []
    for row in x.reshape(-1, x.shape[-1]):
        centred = row - row.mean()
        rows.append(centred / (centred.pow(2).mean() + eps).sqrt() * gain + bias)
    return torch.stack(rows).view(x.shape)


def rms_by_rsqrt(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    return gain * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps))


def rms_by_norm(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    mean = (x * x).sum(dim=-1, keepdim=True).div(x.shape[-1])
    return x.div(mean.add(eps).sqrt()).mul(gain)


def rms_by_einsum(x: Any, gain: Any, eps: Any = 1e-5) -> Any:
    squares = torch.einsum("...d,...d->...", x, x) / x.shape[-1]
    return x * gain / (squares + eps).pow(0.5)[..., None]


def gelu_by_erfc(x: Any) -> Any:
    return 0.5 * x * torch.erfc(-x / 2**0.5)


def gelu_by_the_normal(x: Any) -> Any:
    return torch.special.ndtr(x) * x


def gelu_in_steps(x: Any) -> Any:
    chance = torch.erf(x * 0.7071067811865476).add(1.0).mul(0.5)
    return x.mul(chance)


def forward_by_linear(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    return F.linear(F.gelu(F.linear(x, widen.T, widen_bias)), narrow.T, narrow_bias)


def forward_by_einsum(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    wide = torch.einsum("btd,df->btf", x, widen) + widen_bias
    return torch.einsum("btf,fd->btd", wide * torch.special.ndtr(wide), narrow) + narrow_bias


def forward_token_by_token(x: Any, widen: Any, widen_bias: Any, narrow: Any, narrow_bias: Any) -> Any:
    texts = []
    for text in x:
        texts.append(
            torch.stack([gelu_by_erfc(token @ widen + widen_bias) @ narrow + narrow_bias for token in text])
        )
    return torch.stack(texts)


def attention_by_einsum(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    batch, length, width = x.shape
    qkv = (x @ to_qkv).view(batch, length, 3, n_heads, width // n_heads)
    q, k, v = qkv.unbind(dim=2)
    scores = torch.einsum("bqhd,bkhd->bhqk", q, k) * (width // n_heads) ** -0.5
    seen = torch.tril(torch.ones(length, length, device=x.device))
    scores = scores.masked_fill(seen == 0, float("-inf"))
    gathered = torch.einsum("bhqk,bkhd->bqhd", torch.softmax(scores, dim=-1), v)
    return gathered.reshape(batch, length, width) @ to_out


def attention_head_by_head(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    width = x.shape[-1]
    k_width = width // n_heads
    queries, keys, values = torch.split(x @ to_qkv, width, dim=-1)
    places = torch.arange(x.shape[1], device=x.device)
    out = 0
    for h in range(n_heads):
        part = slice(h * k_width, (h + 1) * k_width)
        scores = torch.bmm(queries[..., part], keys[..., part].transpose(-1, -2)) / k_width**0.5
        scores = torch.where(places[:, None] >= places, scores, torch.finfo(x.dtype).min)
        out = out + scores.softmax(-1) @ values[..., part] @ to_out[part]
    return out


def attention_query_by_query(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    d = x.shape[2]
    q, k, v = (x @ to_qkv)[..., :d], (x @ to_qkv)[..., d : 2 * d], (x @ to_qkv)[..., 2 * d :]
    rows = []
    for t in range(x.shape[1]):
        heads = []
        for one, others, said in zip(*(part.chunk(n_heads, dim=-1) for part in (q, k, v)), strict=True):
            scores = (others[:, : t + 1] * one[:, t : t + 1]).sum(-1) / math.sqrt(one.shape[-1])
            share = torch.exp(scores - scores.amax(dim=1, keepdim=True))
            share = share / share.sum(dim=1, keepdim=True)
            heads.append((share[..., None] * said[:, : t + 1]).sum(dim=1))
        rows.append(torch.cat(heads, dim=-1) @ to_out)
    return torch.stack(rows, dim=1)


def block_by_the_library(x: Any, weights: Any, n_heads: int) -> Any:
    width = x.shape[-1]
    normed = F.layer_norm(x, (width,), weights["gain_1"], weights["bias_1"])
    q, k, v = (
        (normed @ weights["to_qkv"]).unflatten(-1, (3, n_heads, width // n_heads)).permute(2, 0, 3, 1, 4)
    )
    gathered = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    x = x + gathered.permute(0, 2, 1, 3).reshape(x.shape) @ weights["to_out"]
    normed = F.layer_norm(x, (width,), weights["gain_2"], weights["bias_2"])
    wide = F.gelu(normed @ weights["widen"] + weights["widen_bias"])
    return x + wide @ weights["narrow"] + weights["narrow_bias"]


def block_by_hand(x: Any, weights: Any, n_heads: int) -> Any:
    w = dict(weights)
    stream = x.clone()
    stream = stream + attention_by_einsum(
        norm_by_var(stream, w["gain_1"], w["bias_1"]), w["to_qkv"], w["to_out"], n_heads
    )
    thought = forward_by_einsum(
        norm_by_sums(stream, w["gain_2"], w["bias_2"]),
        w["widen"],
        w["widen_bias"],
        w["narrow"],
        w["narrow_bias"],
    )
    return torch.add(stream, thought)


def block_in_place(x: Any, weights: Any, n_heads: int) -> Any:
    out = torch.zeros_like(x)
    out += x
    out = out + attention_head_by_head(
        norm_by_sums(x, weights["gain_1"], weights["bias_1"]), weights["to_qkv"], weights["to_out"], n_heads
    )
    normed = norm_by_var(out, weights["gain_2"], weights["bias_2"])
    return out + forward_by_linear(
        normed, *(weights[name] for name in ("widen", "widen_bias", "narrow", "narrow_bias"))
    )


def counted_part_by_part(
    vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False
) -> Any:
    def linear(n_in: int, n_out: int) -> int:
        return n_in * n_out + n_out

    total = vocabulary_size * width
    for _ in range(n_layers):
        total += linear(width, 3 * width) + linear(width, width) + 2 * (width + width)
        total += linear(width, d_ff) + linear(d_ff, width)
    return total + 2 * width + (not tied_head) * linear(width, vocabulary_size)


def counted_by_building(
    vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False
) -> Any:
    with torch.device("meta"):
        parts = [torch.nn.Embedding(vocabulary_size, width), torch.nn.LayerNorm(width)]
        for _ in range(n_layers):
            parts += [torch.nn.LayerNorm(width), torch.nn.LayerNorm(width), torch.nn.Linear(width, d_ff)]
            parts += [
                torch.nn.Linear(d_ff, width),
                torch.nn.Linear(width, 3 * width),
                torch.nn.Linear(width, width),
            ]
        if not tied_head:
            parts.append(torch.nn.Linear(width, vocabulary_size))
    return sum(p.numel() for part in parts for p in part.parameters())
