# ---
# title: Tokenizers
# minutes: 60
# needs: [attention, openai_api]
# goals:
#   - Turn text into numbers and back, first by characters, then by bytes
#   - Learn from a text which pairs belong together, and write new words in what was learned
#   - See what a larger vocabulary buys, and what it costs
#   - Say why a language model stumbles over the letters of strawberry
# ---

# %% [markdown]
# # Tokenizers
#
# A language model computes with numbers and is fed text. Between the two stands the **tokenizer**. It cuts a text into
# pieces, the **tokens**, and gives each kind of piece a number, its **id**. All ids together are the **vocabulary**. What the
# model answers are ids too, and the tokenizer turns them back into text.
#
# You have met tokens before: they are what a provider of models bills. Now you build the machine that cuts them. It needs a
# text to learn from. This course is one, so take its own words:

# %%
from collections import Counter

from firsthand.course import whose, yours
from firsthand.data import load

text = load("course_text").text
print(f"{len(text):,} characters\n")
print(text[18:465], "…")

# %% [markdown]
# ## By characters
#
# The simplest piece is a single character.

# %% exercise="build_vocabulary"
build_vocabulary = yours("build_vocabulary")

# %%
vocabulary = build_vocabulary(text)
characters = list(vocabulary)
print(len(vocabulary), "characters:", "".join(characters[1:]), "\n")  # the very first is the line end

ids = [vocabulary[character] for character in "strawberry"]
print("there:", ids)
print("back: ", "".join(characters[id] for id in ids))

# %% [markdown]
# A dict and a list: many small language models have no more than that. It has two faults.
#
# **It cannot write what it has not seen.** The text has no ö.

# %%
try:
    print(vocabulary["ö"])
except KeyError as unknown:
    print("There is no id for", unknown)

# %% [markdown]
# **Its texts are long.** In attention each token looks at each: twice as many tokens, four times as many scores. And a model
# sees only so many tokens at a time. With 256 characters in view it has forgotten the beginning of this paragraph before
# it comes to the end.
#
# Then one id for each word? Texts are short then, but the first fault comes back worse. Give ids to the words of the first nine
# tenths of the text, and look at the rest:

# %%
from firsthand.transformer.tokenizers.splitting import split_words

print(split_words("They're ripe:  42 strawberries!"), "\n")

cut = len(text) * 9 // 10
known = set(split_words(text[:cut]))
rest = split_words(text[cut:])
print(
    f"{len(known):,} words have ids; {sum(word not in known for word in rest) / len(rest):.0%} of the rest have none"
)

# %% [markdown]
# One word in ten could not be written. (`split_words` cuts as GPT-2 does: a word takes the space before it along, so that
# joining the pieces gives the text again, to the character.)
#
# We want something in between. Frequent words should be one token, rare ones a few, and no text should be impossible.
#
# ## By bytes
#
# No text is impossible if we start below characters. A file holds **bytes**, numbers from 0 to 255, and **UTF-8** says how
# characters are written in them: those of English with one byte each, others with two to four.

# %%
for character in "rö東🍓":
    print(character, list(character.encode()))

# %% [markdown]
# With 256 ids any text can be written, in any script, with signs that are invented next year. But the texts became
# longer still. So now put together what often stands together.
#
# ## Pairs
#
# This is the idea of **byte-pair encoding** (BPE): look for the pair of neighbours that is most frequent, and give it an id of
# its own, the first free one. Repeat. A pair of pairs becomes a longer piece, and after some thousand rounds whole words
# have one id.
#
# Pairs stay within words; otherwise "of the" would become a token, and "of the " another. So first collect the distinct
# words as tuples of bytes, each with how often it occurs. That also saves work: a word that comes a thousand times is
# looked at once.

# %%
words = Counter(tuple(word.encode()) for word in split_words(text))
print(f"{words.total():,} words, {len(words):,} of them distinct")
for word, times in words.most_common(3):
    print(f"{times:6,} × {bytes(word).decode()!r} {word}")

# %% exercise="count_pairs"
count_pairs = yours("count_pairs")

# %%
counts = count_pairs(words)
for pair in sorted(counts, key=counts.get, reverse=True)[:5]:
    print(f"{counts[pair]:6,} × {bytes(pair).decode()!r} {pair}")

# %% [markdown]
# A space and a t: the beginning of *the*, *to*, *that*. The pair gets the id 256, and is replaced wherever it stands.

# %% exercise="merge_pair"
merge_pair = yours("merge_pair")

# %%
word = list(b" that the")
print(word)
print(merge_pair(word, (32, 116), 256))

# %% [markdown]
# Count, take the best, merge, and again. What happens in a tie is a matter of agreement. It has to be settled, or the same
# text would give other tokens tomorrow. We take the lowest ids, as a library does that you meet below.

# %% exercise="train_bpe"
train_bpe = yours("train_bpe")

# %%
merges = train_bpe(words, 256)

pieces = [bytes([byte]) for byte in range(256)]
for left, right in merges:
    pieces.append(pieces[left] + pieces[right])

for first in (256, 266, 276, 500):
    print(first, *(repr(piece.decode()) for piece in pieces[first : first + 10]))

# %% [markdown]
# It began with bits of words, and after 256 rounds there are syllables, endings and whole words. Nobody told it what a
# syllable or an ending is.
#
# ## Writing a new word
#
# The merges are what was learned. A new word starts as bytes, and then its pairs are merged. In which order?

# %% exercise="encode_bpe"
encode_bpe = yours("encode_bpe")

# %%
for word in (" the", " learning", " unbelievable", "strawberry", "東"):
    ids = encode_bpe(list(word.encode()), merges)
    print(f"{word!r:16}", ids, "|".join(pieces[id].decode(errors="replace") for id in ids))

# %% [markdown]
# *the* is one token. *unbelievable* is several, and no worse for it: a model can learn what they mean together. The Japanese
# character, of which the text has none, stays three bytes; a single one of them is no character, and is shown as �.
#
# What do words look like after few merges, and after many? Move the slider: letters grow together.

# %% [markdown] explorable="growing_together"
# A text of your own, cut by the first merges that were learned from this course. (The page shows this as a figure with a text
# box and a slider.)

# %% [markdown]
# ## The real thing
#
# Your `train_bpe` counts all pairs anew for each merge. For 256 merges that is a second or so; for the 50,000 of GPT-2, on
# gigabytes, it would never end. The library's `BPETokenizer` counts once, remembers where each pair stands, and after a merge
# changes the counts around those places only.
#
# It numbers the bytes in the order of GPT-2, the visible ones first. Number yours likewise, and ties fall the same way. Then
# the merges must be the same:

# %%
from firsthand.transformer import BPETokenizer
from firsthand.transformer.tokenizers.byte_text import BYTES_IN_ORDER

tokenizer = BPETokenizer.train(text, 1000)

id_of_byte = {byte: id for id, (byte,) in enumerate(BYTES_IN_ORDER)}
renumbered = {tuple(id_of_byte[byte] for byte in word): times for word, times in words.items()}
print(
    f"{whose(train_bpe)}, 60 merges: the same as the library's:",
    train_bpe(renumbered, 60) == list(tokenizer.merges[:60]),
)

# %% [markdown]
# And the industry's? `tokenizers` by Hugging Face, written in Rust, stands behind most open models.

# %%
try:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    theirs = Tokenizer(models.BPE())
    theirs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    theirs.train_from_iterator(
        [text], trainers.BpeTrainer(vocab_size=1000, initial_alphabet=alphabet, show_progress=False)
    )
    same = theirs.encode(text).ids == tokenizer.encode(text)
    print(
        f"tokenizers, vocabulary of {theirs.get_vocab_size()}: the same {len(tokenizer.encode(text)):,} ids:",
        same,
    )
except ModuleNotFoundError:
    print("tokenizers is not installed, so there is nothing to compare with.")

# %% [markdown]
# Decoding needs no search: join the bytes of the tokens. Since every byte is a token, what goes in comes out, whatever it is.

# %%
strange = "Größe, naïve, 東京, 👩‍🚀,\ttabs and  spaces\r\n"
print(tokenizer.decode(tokenizer.encode(strange)) == strange)

# %% [markdown]
# One kind of token does not come from text. A model must be told where a document ends, and no text may say so by chance. So a
# **special token** is set aside before training. Wherever it stands in a text, it is one id:

# %%
marked = BPETokenizer.train(text, 1000, special_tokens=["<|endoftext|>"])
print(marked.encode("The end.<|endoftext|>Once"))

# %% [markdown]
# That is convenient, and a way in. Whoever passes on what a stranger typed should take special tokens out before: otherwise the
# stranger ends the document, or begins a message in the name of somebody else.
#
# ## How large a vocabulary?
#
# The first merges of a long training are those of a short one. So train once, on the first nine tenths, and cut the list of merges
# at different lengths. How many tokens do 100 characters take, in the text it was learned from and in the tenth it has not
# seen?

# %%
from firsthand.figures.tokenizers import vocabulary_against_length

large = BPETokenizer.train(text[:cut], 4500)
sizes = [256, 300, 400, 600, 1000, 1500, 2200, 3200, 4500]
seen, unseen = [], []
for size in sizes:
    smaller = BPETokenizer(large.tokens[:size], large.merges[: size - 256])
    for part, lengths in ((text[:cut], seen), (text[cut:], unseen)):
        lengths.append(100 * len(smaller.encode(part)) / len(part))
    print(
        f"{size:5,} ids: {seen[-1]:5.1f} tokens for 100 characters learned from, {unseen[-1]:5.1f} for new ones"
    )

vocabulary_against_length(
    sizes,
    {"text learned from": seen, "new text": unseen},
    {
        "characters": (len(vocabulary), 100),
        "words (a tenth of the new ones have no id)": (len(known), 100 * len(rest) / len(text[cut:])),
    },
)

# %% [markdown]
# The first 744 merges save almost two thirds of the tokens; the next 3,500 save far less, and on new text hardly anything at the
# end: they are whole words, rare ones, which the new text does not have.
#
# And an id is not free. The model keeps a vector for each. GPT-2 (small) has 50,257 ids of 768 numbers:

# %%
print(f"{50_257 * 768 / 1e6:.1f} million of its 124 million parameters are its vocabulary")

# %% [markdown]
# Nearly a third. Small models take small vocabularies; large ones, with many languages, 100,000 ids and more.
#
# ## How many r's are in strawberry?
#
# Language models have been laughed at for this question. Look at it as they do:

# %%
for asked in ("strawberry", " strawberry", "Strawberry", "STRAWBERRY"):
    ids = tokenizer.encode(asked)
    print(f"{asked!r:14}", ids, "|".join(tokenizer.decode([id]) for id in ids))

# %% [markdown]
# It is given the numbers, not the letters. That one of them stands for *r*, another for *er*, and a third for *raw* is written
# nowhere: it must learn from text what is in each of its tokens. By characters it would only count. GPT-2's own vocabulary, with
# its 50,000 merges, cuts `strawberry` into `st|raw|berry`, and with a space before it the whole word is one id. There is no r to
# be seen in it at all.
#
# The four rows also show that the same word has four unrelated spellings. Other oddities come from the tokenizer as well:
#
# - **Arithmetic.** GPT-2 cuts ` 1234567` into ` 123|45|67`. The same digit stands now for tens, now for thousands.
# - **Other languages pay more.** Merges are learned from what there was most of. Where there was nothing, each byte
#   stays a token. Since models are billed by the token, the same question costs more, and less of it fits:

# %%
for language, sentence in {
    "English": "The strawberry is red.",
    "German": "Die Erdbeere ist rot.",
    "Greek": "Η φράουλα είναι κόκκινη.",
    "Japanese": "いちごは赤いです。",
}.items():
    print(f"{language:9} {len(sentence):3} characters  {len(tokenizer.encode(sentence)):3} tokens")

# %% [markdown]
# - **A space at the end.** A prompt that ends in a space takes away the one that the next word would have brought along. So the
#   model has to go on with a rare token.
#
# ## Keep it
#
# A model and its tokenizer belong together: with other ids it reads noise. So save one with the other.

# %%
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "tokenizer.json"
    tokenizer.save(file)
    print(
        f"{file.stat().st_size:,} bytes;",
        BPETokenizer.load(file).encode("strawberry") == tokenizer.encode("strawberry"),
    )

# %% [markdown]
# `BPETokenizer.from_gpt2_files("vocab.json", "merges.txt")` reads the two files with which GPT-2 was published.
#
# ### On Shakespeare
#
# With `tiny_shakespeare` in the folder that `FIRSTHAND_DATA` names, this cell learns from a megabyte of his plays.

# %%
from firsthand.data import describe

here = {entry.name: entry.where for entry in describe()}
if here["tiny_shakespeare"] in ("FIRSTHAND_DATA", "cache"):
    plays = load("tiny_shakespeare").text
    shakespeare = BPETokenizer.train(plays, 1000)
    print(*(repr(token.decode()) for token in shakespeare.tokens[-20:]))
    print(f"{len(plays) / len(shakespeare.encode(plays)):.2f} characters a token")
else:
    print("It is not here. `firsthand data tiny_shakespeare` says how to get it.")

# %% [markdown]
# ## What an interviewer would ask
#
# Answer each before you read on.
#
# 1. *Why not characters, and why not words?* Characters make texts long, and attention grows with the square of the length.
#    Words make the vocabulary huge and leave what is new without an id. Pieces of words are short where it counts and can
#    write anything.
# 2. *How does byte-pair encoding learn, and how does it encode?* It merges the most frequent pair, again and again. To encode it
#    replays the merges in the order in which they were learned; counts play no part any more.
# 3. *Why bytes?* There are 256 of them, and every text is made of them. So no token for the unknown is needed.
# 4. *Why cut into words first?* Otherwise frequent words join with their punctuation and with each other, and the vocabulary fills
#    with variants. It also lets one count distinct words instead of reading the text again.
# 5. *How do you make the training fast?* Keep the counts of pairs and the places where each stands. A merge changes only what
#    lies beside those places. A heap finds the most frequent pair.
# 6. *What limits the size of the vocabulary?* Each id costs a vector at the input, and one at the output unless they are shared;
#    rare ids are seen too seldom to be learned well. Against it stands the length of the texts.
# 7. *Why is spelling hard for a model, and what helps?* It sees ids, not letters. Let it write the letters out one by one first, or
#    let it call a program.
# 8. *May you change the tokenizer of a trained model?* Not without training again: the vectors belong to the ids. New special
#    tokens can be added, with new vectors.
# 9. *Two models, one with the smaller loss for each token. Which is better?* It cannot be said if their tokenizers differ: a
#    longer token is harder to guess. Compare the loss for each character or byte.
