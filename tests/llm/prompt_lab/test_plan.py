"""What a lab's YAML may say, and the one sentence for what it may not."""

import pytest

from firsthand.errors import FirsthandError
from firsthand.llm.prompt_lab import TECHNIQUES, Example, read_plan

WHOLE = """
task: Positive or negative?
labels: [positive, negative]
names: [Review, Sentiment]
examples:
  - {text: Lovely., label: positive}
  - {text: Broke., label: negative}
shots:
  - {text: Fine., label: positive}
models: [ollama:llama3.2, openai:gpt-4o-mini]
techniques: [zero-shot, few-shot]
votes: 7
temperature: null
max_cost: 0.5
calls_per_minute: 90
at_once: 3
timeout: 120
"""
LEAST = "task: Add.\nexamples: [{text: 1 + 1, label: 2}]\nmodels: ['ollama:m']\ntechniques: [zero-shot]\n"


@pytest.fixture
def read(tmp_path):
    def reader(text, **files):
        for name, content in files.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        path = tmp_path / "plan.yaml"
        path.write_text(text, encoding="utf-8")
        return read_plan(path)

    return reader


def test_every_key_arrives(read):
    plan = read(WHOLE)
    assert plan.task == "Positive or negative?"
    assert plan.labels == ("positive", "negative")
    assert plan.names == ("Review", "Sentiment")
    assert plan.examples == (Example("Lovely.", "positive"), Example("Broke.", "negative"))
    assert plan.shots == (Example("Fine.", "positive"),)
    assert plan.models == ("ollama:llama3.2", "openai:gpt-4o-mini")
    assert plan.techniques == ("zero-shot", "few-shot")
    assert (plan.votes, plan.temperature, plan.max_cost, plan.calls_per_minute) == (7, None, 0.5, 90)
    assert (plan.at_once, plan.timeout) == (3, 120)


def test_little_is_needed(read):
    plan = read(LEAST)
    assert plan.examples == (Example("1 + 1", "2"),)
    assert (plan.labels, plan.shots, plan.votes, plan.temperature, plan.max_cost) == ((), (), 5, 0.0, None)


def test_all_techniques_and_the_configured_model_are_what_is_not_said(read, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_LLM", "ollama:llama3.2")
    plan = read("task: Add.\nexamples: [{text: 1 + 1, label: 2}]\nshots: [{text: 1 + 2, label: 3}]\n")
    assert plan.models == ("ollama:llama3.2",)
    assert plan.techniques == tuple(TECHNIQUES)


def test_examples_may_be_a_csv_file(read):
    text = LEAST.replace("[{text: 1 + 1, label: 2}]", "sums.csv")
    plan = read(text, sums='\ufeffid,text,label\n1,"1, and 1",2\n2,3 + 4,7\n')
    assert plan.examples == (Example("1, and 1", "2"), Example("3 + 4", "7"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("task:", "tasks:", "the key 'tasks' is unknown. Did you mean task?"),
        ("task:", "zzz:", "the key 'zzz' is unknown. There are task, labels,"),
        ("task: Positive or negative?\n", "", "the key task is missing."),
        ("task: Positive or negative?", "task: 3", "task must be a text, got 3."),
        ("[positive, negative]", "positive", "labels must be a list of texts, got 'positive'."),
        (
            "[positive, negative]",
            "[yes, no]",
            "labels[0] is read as true or false. Put the word into quotation marks.",
        ),
        ("[positive, negative]", "[good, good]", "labels names 'good' twice."),
        ("label: negative", "label: bad", "examples[1] has the label 'bad', which is not one of labels."),
        (
            "Fine., label: positive",
            "Fine., label: bad",
            "shots[0] has the label 'bad', which is not one of labels.",
        ),
        ("text: Broke., ", "", "examples[1] must have the keys text and label, got {'label': 'negative'}."),
        (
            "text: Fine.",
            "text: Broke.",
            "shots shows 'Broke.', which is among examples: it would be told its answer.",
        ),
        ("[Review, Sentiment]", "[Review]", "names must be two words, such as [Review, Sentiment], got 1."),
        ("few-shot]", "many-shot]", "techniques has no 'many-shot'. There are zero-shot, few-shot,"),
        ("votes: 7", "votes: 0", "votes must be a whole number of at least 1, got 0."),
        ("votes: 7", "votes: 2.5", "votes must be a whole number of at least 1, got 2.5."),
        ("temperature: null", "temperature: hot", "temperature must be a number from 0 to 2, got 'hot'."),
        ("temperature: null", "temperature: 2.5", "temperature must be a number from 0 to 2, got 2.5."),
        ("max_cost: 0.5", "max_cost: .inf", "max_cost must be a number of at least 0, got inf."),
        ("max_cost: 0.5", "max_cost: -1", "max_cost must be a number of at least 0, got -1."),
        ("max_cost: 0.5", "max_cost: .nan", "max_cost must be a number of at least 0, got nan."),
        ("at_once: 3", "at_once: 0", "at_once must be a whole number from 1 to 256, got 0."),
        ("timeout: 120", "timeout: soon", "timeout must be a number of at least 1, got 'soon'."),
        ("task: P", "votes: 3\ntask: P", "the key votes stands twice, in lines 2 and 13. Keep one."),
        (
            "label: positive}",
            "label: positive, text: Nice.}",
            "the key text stands twice, in lines 6 and 6. Keep one.",
        ),
        ("max_cost: 0.5", "max_cost: true", "max_cost must be a number of at least 0, got True."),
        (
            "calls_per_minute: 90",
            "calls_per_minute: 0",
            "calls_per_minute must be a number of at least 0.1, got 0.",
        ),
    ],
)
def test_a_wrong_key_is_named_in_one_sentence(read, old, new, message):
    assert old in WHOLE
    with pytest.raises(FirsthandError) as caught:
        read(WHOLE.replace(old, new, 1))
    assert message in str(caught.value)
    assert str(caught.value).split(": ", 1)[0].endswith("plan.yaml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("task: [\n", "is not valid YAML (line 2, column 1)."),
        ("- 1\n", "must hold keys and values, with task and examples among them."),
        ("", "must hold keys and values"),
        (LEAST.replace("[{text: 1 + 1, label: 2}]", "no.csv"), "no.csv, which cannot be read"),
        (
            LEAST.replace("[{text: 1 + 1, label: 2}]", "[]"),
            "examples must be a list of {text: …, label: …}, or the name",
        ),
        (
            LEAST.replace("zero-shot", "few-shot"),
            "shots must hold examples to show, because techniques has few-shot.",
        ),
        (
            LEAST.replace("models: ['ollama:m']\n", ""),
            "the key models is missing, and FIRSTHAND_LLM is not set.",
        ),
    ],
    ids=["no YAML", "a list", "empty", "no such file", "no examples", "no shots", "no models"],
)
def test_a_file_that_will_not_do_says_why(read, text, message):
    with pytest.raises(FirsthandError) as caught:
        read(text)
    assert message in str(caught.value)


def test_a_csv_without_the_columns_is_named(read):
    with pytest.raises(FirsthandError, match=r"sums\.csv, which must have the columns text and label"):
        read(LEAST.replace("[{text: 1 + 1, label: 2}]", "sums.csv"), sums="a,b\n1,2\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (LEAST.encode("utf-16"), "plan.yaml is not UTF-8 (it is UTF-16). Save it as UTF-8 and try again."),
        (
            LEAST.replace("label: 2", "label: für").encode("cp1252"),
            "plan.yaml is not UTF-8 (line 2 holds the byte 0xfc).",
        ),
        (LEAST.replace("label: 2", "label: '\x07'").encode(), "plan.yaml is not valid YAML (line 2)."),
    ],
    ids=["UTF-16", "Windows", "a control character"],
)
def test_an_encoding_that_will_not_do_is_named_with_its_line(tmp_path, content, message):
    (tmp_path / "plan.yaml").write_bytes(content)
    with pytest.raises(FirsthandError) as caught:
        read_plan(tmp_path / "plan.yaml")
    assert message in str(caught.value)


def test_a_mark_of_utf_8_at_the_start_does_no_harm(tmp_path):
    (tmp_path / "plan.yaml").write_bytes(b"\xef\xbb\xbf" + LEAST.encode())
    assert read_plan(tmp_path / "plan.yaml").task == "Add."


def test_a_csv_in_another_encoding_is_named_with_its_line(tmp_path):
    (tmp_path / "plan.yaml").write_text(LEAST.replace("[{text: 1 + 1, label: 2}]", "sums.csv"))
    (tmp_path / "sums.csv").write_bytes("text,label\na,b\nf\xfcr,c\n".encode("latin-1"))
    with pytest.raises(
        FirsthandError, match=r"examples names .*sums\.csv, which is not UTF-8 \(line 3 holds"
    ):
        read_plan(tmp_path / "plan.yaml")


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FirsthandError, match=r"none\.yaml cannot be read: No such file"):
        read_plan(tmp_path / "none.yaml")


def test_aliases_that_multiply_are_refused_before_they_are_written_out(read):
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    for text in ("\n".join(levels) + "\n" + LEAST, LEAST + "labels: &a [yes, no]\nnames: *a\n"):
        with pytest.raises(
            FirsthandError, match=r"plan\.yaml: line \d+ repeats .* with \*a0?\. Write it out\.$"
        ):
            read(text)
