"""The exercises of the lesson Tokenizers."""

from firsthand.course.grading.exercise import Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.lessons import ready_made
from firsthand.lessons.transformer.tokenizers import (
    correct,
    inputs,
    mistakes_counting,
    mistakes_encoding,
    mistakes_merging,
    mistakes_training,
    race_partners,
)
from firsthand.transformer.basics.tokenizers import (
    build_vocabulary,
    count_pairs,
    encode_bpe,
    merge_pair,
    train_bpe,
)

build_vocabulary_exercise = Exercise(
    reference=build_vocabulary,
    task="Give each distinct character of a text a number, in the order of Unicode.",
    inputs=inputs.TEXTS,
    edges=inputs.TEXT_EDGES,
    mistakes=mistakes_counting.BUILD_VOCABULARY,
    also_right=[
        correct.numbered_as_it_grows,
        correct.numbered_by_zip,
        correct.numbered_by_counting_smaller,
    ],
    hints=[
        "Which characters are there, each of them once? A set knows.",
        "sorted(...) puts them in the order of Unicode, and enumerate(...) hands out 0, 1, 2 and so on beside them.",
        "return {character: id for id, character in enumerate(sorted(set(text)))}",
    ],
    out_of_bounds=ready_made.VOCABULARY,
)

count_pairs_exercise = Exercise(
    reference=count_pairs,
    task="Count each pair of neighbours within the words, as often as the text holds the word.",
    inputs=arguments(words=inputs.COUNTED),
    edges=inputs.COUNT_EDGES,
    mistakes=mistakes_counting.COUNT_PAIRS,
    also_right=[correct.counted_by_counter, correct.counted_by_index, correct.counted_by_repeating],
    hints=[
        "Two loops: over the words with their numbers (words.items()), and over the places of a word.",
        "The pairs of a word are (word[i], word[i + 1]) for i from 0 to len(word) - 2. How much does one of them add?",
        "counts[pair] = counts.get(pair, 0) + times",
    ],
    race=Race(inputs.grown_count, {}, (100, 1_000, 10_000), "distinct words of 7 letters"),
)

merge_pair_exercise = Exercise(
    reference=merge_pair,
    task="Put one new id wherever a pair stands, from left to right.",
    inputs=inputs.MERGED,
    edges=inputs.MERGE_EDGES,
    mistakes=mistakes_merging.MERGE_PAIR,
    also_right=[
        correct.merged_from_behind_a_wall,
        correct.merged_by_iterator,
        correct.merged_by_recursion,
    ],
    hints=[
        "Walk through the ids with a place i, and build a new list. How far does i move after a merge, and how far else?",
        "ids[i : i + 2] is the pair at place i; at the end it is shorter, and equal to no pair. Compare tuples with tuples.",
        "while i < len(ids): if tuple(ids[i : i + 2]) == pair: append new_id and add 2 to i; else: append ids[i] and add 1.",
    ],
)

train_bpe_exercise = Exercise(
    reference=train_bpe,
    task="Learn merges: count the pairs, merge the most frequent one in every word, and again.",
    inputs=inputs.TRAINED,
    edges=inputs.TRAIN_EDGES,
    mistakes=mistakes_training.TRAIN_BPE,
    also_right=[
        correct.learned_by_sorting,
        correct.learned_by_maximum,
        correct.learned_from_a_written_out_text,
    ],
    hints=[
        "You have both parts: count_pairs says which pair is the most frequent, merge_pair puts its id in. What has to happen "
        "between one count and the next?",
        "min(counts, key=lambda pair: (-counts[pair], pair)) is the most frequent pair; in a tie the one with the lowest ids.",
        "words = {tuple(merge_pair(word, best, new_id)): times for word, times in words.items()}; new_id runs from first_id on; "
        "break when counts is empty.",
    ],
    out_of_bounds=ready_made.BPE,
    race=Race(
        inputs.grown_training,
        {"Hugging Face tokenizers": race_partners.hugging_face_training},
        (100, 1_000, 5_000),
        "distinct words of 7 letters, 50 merges",
    ),
)

encode_bpe_exercise = Exercise(
    reference=encode_bpe,
    task="Write a new word in tokens: merge its pairs in the order in which they were learned.",
    inputs=inputs.ENCODED,
    edges=inputs.ENCODE_EDGES,
    mistakes=mistakes_encoding.ENCODE_BPE,
    also_right=[
        correct.encoded_by_rank,
        correct.encoded_one_place_at_a_time,
        correct.encoded_in_order,
    ],
    hints=[
        "A later pair may be made of what an earlier one has become. So in which order do you go through merges?",
        "enumerate(merges) gives the place beside the pair. One call of merge_pair for each is enough.",
        "for place, pair in enumerate(merges): ids = merge_pair(ids, pair, first_id + place)",
    ],
    out_of_bounds=ready_made.BPE,
)
