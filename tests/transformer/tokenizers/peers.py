"""Hugging Face's `tokenizers`, set up as GPT-2's is."""

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from firsthand.transformer.tokenizers.byte_text import to_text

TEXT = (
    "The strawberry has three r's: one in straw, two in berry. Straw berries, blue berries, strawberries!\n"
    "She said \"they're berries\", and it's 1,234 of them…  Größe, naïve, 東京、 и ещё 👩‍🚀.\n\n\tdone\n"
) * 3


def trained(texts, vocabulary_size, special_tokens=()):
    """A tokenizer of theirs, trained as `BPETokenizer.train` trains ours."""
    theirs = Tokenizer(models.BPE())
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    theirs.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size,
        special_tokens=list(special_tokens),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    theirs.train_from_iterator(texts, trainer)
    return theirs


def their_parts(theirs):
    """Vocabulary and merges, as text."""
    import json

    model = json.loads(theirs.to_str())["model"]
    return model["vocab"], [tuple(pair) for pair in model["merges"]]


def our_parts(ours):
    """The same of ours."""
    special = {id: name for name, id in ours.special_tokens.items()}
    names = [special.get(id, to_text(token)) for id, token in enumerate(ours.tokens)]
    return {name: id for id, name in enumerate(names)}, [(names[a], names[b]) for a, b in ours.merges]
