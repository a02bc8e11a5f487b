"""What people write for few-shot prompts that is wrong, and what to tell them."""

from typing import Any

from firsthand.course.grading.exercise import Mistake

NAMES = ("Text", "Label")


def _blocks(examples: Any, names: Any) -> list[str]:
    return [f"{names[0]}: {text}\n{names[1]}: {answer}" for text, answer in examples]


def _open(question: Any, names: Any) -> str:
    return f"{names[0]}: {question}\n{names[1]}:"


def space_at_the_end(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([instruction, *_blocks(examples, names), _open(question, names) + " "])


def line_break_at_the_end(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([instruction, *_blocks(examples, names), _open(question, names)]) + "\n"


def question_without_a_place_for_the_answer(
    instruction: Any, examples: Any, question: Any, names: Any = NAMES
) -> Any:
    return "\n\n".join([instruction, *_blocks(examples, names), f"{names[0]}: {question}"])


def bare_question(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([instruction, *_blocks(examples, names), question])


def no_empty_lines(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n".join([instruction, *_blocks(examples, names), _open(question, names)])


def empty_lines_in_the_blocks(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    lines = [f"{name}: {part}" for pair in examples for name, part in zip(names, pair, strict=True)]
    return "\n\n".join([instruction, *lines, _open(question, names)])


def names_written_in(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([instruction, *_blocks(examples, NAMES), _open(question, NAMES)])


def no_space_after_the_colon(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    blocks = [f"{names[0]}:{text}\n{names[1]}:{answer}" for text, answer in examples]
    return "\n\n".join([instruction, *blocks, f"{names[0]}:{question}\n{names[1]}:"])


def texts_trimmed(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    trimmed = [(text.strip(), answer.strip()) for text, answer in examples]
    return "\n\n".join([instruction.strip(), *_blocks(trimmed, names), _open(question.strip(), names)])


def pairs_swapped(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    swapped = [(answer, text) for text, answer in examples]
    return "\n\n".join([instruction, *_blocks(swapped, names), _open(question, names)])


def question_before_the_examples(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([instruction, _open(question, names), *_blocks(examples, names)])


def instruction_forgotten(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([*_blocks(examples, names), _open(question, names)])


def instruction_last(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([*_blocks(examples, names), instruction, _open(question, names)])


def first_example_only(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([instruction, *_blocks(examples[:1], names), _open(question, names)])


def empty_lines_without_examples(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    shown = "\n\n".join(_blocks(examples, names))
    return f"{instruction}\n\n{shown}\n\n{_open(question, names)}"


def question_put_among_the_examples(
    instruction: Any, examples: Any, question: Any, names: Any = NAMES
) -> Any:
    examples.append((question, ""))
    return "\n\n".join([instruction, *_blocks(examples, names)])[:-1]


def ends_trimmed(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([instruction, *_blocks(examples, names), _open(question, names)]).strip()


def same_text_once(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([instruction, *_blocks(dict(examples).items(), names), _open(question, names)])


def examples_backwards(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return "\n\n".join([instruction, *_blocks(examples, names)[::-1], _open(question, names)])


def question_not_shown(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    others = [pair for pair in examples if pair[0] != question]
    return "\n\n".join([instruction, *_blocks(others, names), _open(question, names)])


def format_on_foreign_text(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    shown = "".join(f"{block}\n\n" for block in _blocks(examples, names))
    return ("{}\n\n" + shown + "{}").format(instruction, _open(question, names))


def percent_on_foreign_text(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    shown = "".join(f"{block}\n\n" for block in _blocks(examples, names))
    return ("%s\n\n" + shown + "%s") % (instruction, _open(question, names))


def list_of_blocks(instruction: Any, examples: Any, question: Any, names: Any = NAMES) -> Any:
    return [instruction, *_blocks(examples, names), _open(question, names)]


FEW_SHOT_PROMPT = [
    Mistake(
        space_at_the_end,
        "There is a space after the last colon. A model's tokens mostly begin with their space, so after a bare space it "
        "must go on with a token it has seldom seen there. Let the prompt end with the colon.",
    ),
    Mistake(
        line_break_at_the_end,
        "The prompt ends with a line break. In the examples the answer stands right behind the colon: end there.",
    ),
    Mistake(
        question_without_a_place_for_the_answer,
        "The prompt ends with the question's text. The line for its answer has to be begun, with its name and colon: "
        "that is what the model goes on from.",
    ),
    Mistake(
        bare_question,
        "The question stands there bare. Give it the form of the examples: both lines with their names, the second one "
        "open.",
    ),
    Mistake(
        no_empty_lines,
        "The blocks run into one another. An empty line between them, also behind the instruction, shows where each ends.",
    ),
    Mistake(
        empty_lines_in_the_blocks,
        "Text and answer of an example stand apart. They are one block: one line break between them, an empty line only "
        "behind them.",
    ),
    Mistake(
        names_written_in,
        'The names are parameters: take them from names[0] and names[1] instead of writing "Text" and "Label".',
    ),
    Mistake(no_space_after_the_colon, "A space is missing between the colon and what follows it."),
    Mistake(
        texts_trimmed,
        "You trimmed the texts. Every text stands in the prompt as it was given; cleaning is its owner's business.",
    ),
    Mistake(pairs_swapped, "Text and answer changed places: each pair is (text, answer)."),
    Mistake(
        question_before_the_examples,
        "The question comes last, behind the examples: a model goes on from the end of what it reads.",
    ),
    Mistake(instruction_forgotten, "The instruction is missing: it is the first block."),
    Mistake(instruction_last, "The instruction is the first block, before the examples."),
    Mistake(first_example_only, "Only the first example is shown: go through all of them."),
    Mistake(
        empty_lines_without_examples,
        "Without examples two empty lines too many are left. Gather the blocks in a list, and join those that are there.",
    ),
    Mistake(
        question_put_among_the_examples,
        "append changes the list of whoever called you: at the next call the question is an example without an answer. "
        "Build a list of your own.",
        "changed its input",
    ),
    Mistake(
        ends_trimmed,
        "The whole prompt is trimmed at the end, and with it what the instruction began with. Join what is there, and "
        "nothing has to be trimmed.",
    ),
    Mistake(
        same_text_once,
        "Two examples with the same text have become one: a dict keeps one answer for each key. Go through the pairs.",
    ),
    Mistake(
        examples_backwards, "The examples stand in reverse order. Show them in the order in which they came."
    ),
    Mistake(question_not_shown, "An example whose text is the question is left out. All of them are shown."),
    Mistake(
        format_on_foreign_text,
        "format is called on a text that holds the examples: braces in one are taken for fields. Put the blocks together "
        "without looking into them.",
        "crashed",
    ),
    Mistake(
        percent_on_foreign_text,
        "% is applied to a text that holds the examples: a percent sign in one is taken for a field. Put the blocks "
        "together without looking into them.",
        "crashed",
    ),
    Mistake(
        list_of_blocks,
        'You returned the blocks in a list. Join them into one text: "\\n\\n".join(blocks).',
        "wrong type",
    ),
]
