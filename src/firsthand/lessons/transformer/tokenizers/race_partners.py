"""What the industry uses for the same jobs, to race against."""

from typing import Any


def hugging_face_training(words: Any, n_merges: Any, first_id: Any = 256) -> Any:
    """Hugging Face's `tokenizers`, handed each word as often as it occurs; merges as pairs of texts."""
    import json

    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    alphabet = {chr(id) for word in words for id in word}
    trainer = trainers.BpeTrainer(
        vocab_size=len(alphabet) + n_merges, initial_alphabet=sorted(alphabet), show_progress=False
    )
    texts = (" ".join(["".join(map(chr, word))] * times) for word, times in words.items())
    tokenizer.train_from_iterator(texts, trainer)
    return json.loads(tokenizer.to_str())["model"]["merges"]
