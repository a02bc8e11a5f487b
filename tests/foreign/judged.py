"""Which tests of others do not apply to ours, and why. Whatever is not named here is run."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Suite:
    """Tests of others: the variable that names their folder, where they have to stand, and what does not apply.

    `files` and `tests` lead from a file, or from the end of a test's id, to the reason.
    """

    name: str
    variable: str
    what: str
    stands_in: str
    plugin: str
    files: dict[str, str] = field(default_factory=dict)
    tests: dict[str, str] = field(default_factory=dict)


_LAYER = "about a layer that is PyTorch's own in ours"
_NETWORK = "needs files of Hugging Face's hub"
_OBJECT = (
    "about the class of this name of theirs, its fields or its pickled form; there is no such object in ours"
)
_OTHER = "about another kind of tokenizer than byte pairs over bytes"

CS336 = Suite(
    name="stanford-cs336/assignment1-basics",
    variable="CS336_TESTS",
    what="a clone of github.com/stanford-cs336/assignment1-basics",
    stands_in="tests",
    plugin="cs336_plugin",
    tests={
        "test_model.py::test_linear": _LAYER,
        "test_model.py::test_embedding": _LAYER,
        "test_model.py::test_silu_matches_pytorch": "ours has it within swiglu only, whose test is run",
        "test_optimizer.py::test_get_lr_cosine_schedule": "ours climbs, stays and falls in straight lines",
        "test_tokenizer.py::test_encode_memory_usage": "expected to fail by its authors: whether it does hangs on what the "
        "process has allocated before",
    },
)

HUGGING_FACE = Suite(
    name="huggingface/tokenizers, bindings/python/tests",
    variable="HF_TOKENIZERS_TESTS",
    what="bindings/python/tests in a clone of github.com/huggingface/tokenizers",
    stands_in="python/tests",
    plugin="hugging_face_plugin",
    files={
        "bindings/test_encoding.py": "about their Encoding, with offsets and word numbers; ours gives the ids",
        "bindings/test_models.py": _OBJECT,
        "bindings/test_normalizers.py": "about normalisation: ours takes a text as it is",
        "bindings/test_processors.py": "about templates around pairs of sentences, which ours has not",
        "bindings/test_tokenizer.py": "about their pipeline: added tokens with options, padding, truncation, pairs, async",
        "bindings/test_trainers.py": _OBJECT,
        "documentation/test_pipeline.py": _NETWORK,
        "documentation/test_quicktour.py": _NETWORK,
        "documentation/test_tutorial_train_from_iterators.py": _OTHER + " (unigram), with data from the hub",
        "implementations/test_base_tokenizer.py": _OBJECT,
        "implementations/test_bert_wordpiece.py": _OTHER,
        "implementations/test_char_bpe.py": _OTHER,
        "implementations/test_sentencepiece.py": _OTHER,
        "test_benchmarks.py": _NETWORK + "; ours has benchmarks/tokenizers.py",
        "test_freethreaded.py": "about setting fields of their objects while other threads encode",
        "test_serialization.py": "about their tokenizer.json, which ours does not read",
    },
    tests={
        "TestByteLevelBPE::test_basic_encode": _NETWORK,
        "TestByteLevelBPE::test_add_prefix_space": "ours never puts a space before a text, and " + _NETWORK,
        "TestByteLevelBPE::test_lowerspace": "ours never lowers capitals, and " + _NETWORK,
        "TestByteLevelBPE::test_multiprocessing_with_parallelism": "expects a deadlock of their thread pool, and "
        + _NETWORK,
        **{
            f"test_pre_tokenizers.py::{name}": _OBJECT
            for name in (
                *("TestByteLevel::test_instantiate", "TestByteLevel::test_can_modify"),
                "TestByteLevel::test_manual_reload",
            )
        },
        **{
            f"test_pre_tokenizers.py::Test{name}": "about another way to cut text than GPT-2's"
            for name in (
                *(
                    "Split",
                    "Whitespace",
                    "WhitespaceSplit",
                    "BertPreTokenizer",
                    "Metaspace",
                    "CharDelimiterSplit",
                ),
                *("Punctuation", "Sequence", "Digits", "FixedLength", "UnicodeScripts", "CustomPreTokenizer"),
            )
        },
        **{
            f"test_decoders.py::TestByteLevel::{name}": _OBJECT
            for name in ("test_instantiate", "test_manual_reload")
        },
        **{
            f"test_decoders.py::Test{name}": "about another way to decode than bytes written as text"
            for name in (
                *("Replace", "WordPiece", "ByteFallback", "Fuse", "Strip", "Metaspace", "BPEDecoder"),
                *("CTCDecoder", "SequenceDecoder", "CustomDecoder"),
            )
        },
    },
)

SUITES = (CS336, HUGGING_FACE)
