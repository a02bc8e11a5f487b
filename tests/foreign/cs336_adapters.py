"""What the tests of Stanford's CS336, assignment 1, ask for, by our tokenizers and our AdamW.

`run_train_bpe` settles ties by the bytes of a pair, the greatest first, as that course wants it; ours takes the lowest ids. So
it drives our table of pairs itself. Everything else is `BPETokenizer`.
"""

from pathlib import Path

from firsthand.transformer import AdamW, BPETokenizer
from firsthand.transformer.tokenizers.bpe import count_words
from firsthand.transformer.tokenizers.bpe_training import PairTable


def get_adamw_cls():
    return AdamW


def run_get_lr_cosine_schedule(*_, **__):
    raise NotImplementedError  # imported beside the optimizer; its test is left out


def get_tokenizer(vocab, merges, special_tokens=None):
    tokens = [vocab[id] for id in range(len(vocab))]
    ids = {token: id for id, token in enumerate(tokens)}
    special = {name: ids[name.encode()] for name in special_tokens or ()}
    return BPETokenizer(tokens, [(ids[left], ids[right]) for left, right in merges], special)


def run_train_bpe(input_path, vocab_size, special_tokens, **_):
    words = count_words(Path(input_path).read_text(encoding="utf-8"), special_tokens)
    table = PairTable({tuple(word): count for word, count in words.items()})
    tokens, merges = [bytes([byte]) for byte in range(256)], []
    while len(tokens) + len(special_tokens) < vocab_size and table.counts:
        most = max(table.counts.values())
        tied = [pair for pair, count in table.counts.items() if count == most]
        left, right = max(tied, key=lambda pair: (tokens[pair[0]], tokens[pair[1]]))
        table.merge((left, right), len(tokens))
        merges.append((tokens[left], tokens[right]))
        tokens.append(tokens[left] + tokens[right])
    return dict(enumerate([*tokens, *(name.encode() for name in special_tokens)])), merges
