"""What is merged, and in which order."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.transformer.tokenizers.peers import our_parts, their_parts, trained

from firsthand.transformer import BPETokenizer

FEW = st.text("ab ", max_size=60)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(FEW, st.text("abc'\n ", max_size=40)), min_size=1), st.integers(256, 300))
def test_same_merges_where_ties_and_repeats_abound(texts, vocabulary_size):
    if not any(texts):
        return
    ours, theirs = BPETokenizer.train(texts, vocabulary_size), trained(texts, vocabulary_size)
    assert our_parts(ours) == their_parts(theirs)
    for text in texts:
        assert ours.encode(text) == theirs.encode(text).ids


def test_no_merge_crosses_a_word_a_special_token_or_a_text():
    ours = BPETokenizer.train(["x y<|e|>x y", "q", "q"] * 9, 300, ["<|e|>"])
    learned = {token for id, token in enumerate(ours.tokens) if len(token) > 1 and id}
    assert learned == {b" y"}


def test_the_pair_that_is_left_when_others_are_merged_is_counted_anew():
    # "ab" 3 times and "bc" 2 times, but both "bc" lose their b to "ab": the next pair is ("ab", "c").
    ours = BPETokenizer.train(["abc", "abc", "ab"], 300)
    assert ours.tokens[256:] == (b"ab", b"abc")


def test_fewer_tokens_when_the_text_runs_out_of_pairs():
    assert BPETokenizer.train("aa", 1000).vocabulary_size == 257
