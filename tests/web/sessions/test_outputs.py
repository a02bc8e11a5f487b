import re

import pytest

from firsthand.web.sessions.outputs import (
    FIGURE,
    OUTPUT_LIMIT,
    TEXT_LIMIT,
    Outputs,
    ansi,
    carried,
    figure,
    render,
)


def message(kind, **content):
    return {"msg_type": kind, "content": content}


def stream(text, name="stdout"):
    return message("stream", name=name, text=text)


def filled(*messages):
    outputs = Outputs()
    for one in messages:
        outputs.receive(one)
    return outputs


def test_text_of_one_stream_is_joined():
    outputs = filled(stream("a"), stream("b\n"), stream("warn", "stderr"), stream("c"))
    assert [(part["name"], part["text"]) for part in outputs.list] == [
        ("stdout", "ab\n"),
        ("stderr", "warn"),
        ("stdout", "c"),
    ]


def test_text_is_escaped():
    html = render(filled(stream("<script>alert(1)</script>")).list)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_endless_text_is_cut_once_and_says_so():
    outputs = Outputs()
    changes = [outputs.receive(stream("x" * 10_000 + "\n")) for _ in range(100)]
    text = "".join(part["text"] for part in outputs.list)
    assert len(text) < TEXT_LIMIT + 500
    assert text.count("not shown") == 1
    assert not any(changes[20:]), "what is not shown needs no redraw"


def test_a_progress_bar_stays_one_line_and_never_fills_the_room():
    outputs = Outputs()
    for step in range(20_000):
        outputs.receive(stream(f"\r{step:6} of 20000"))
    assert outputs.list[0]["text"].strip() == "19999 of 20000"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\rb", "b"), ("10%\r20%\n", "20%\n"), ("a\r\nb", "a\nb"), ("one\n1\r2\r3\n", "one\n3\n")],
)
def test_carriage_returns_are_obeyed(text, shown):
    assert carried(text) == shown


def test_many_pictures_are_cut_and_it_says_so():
    outputs = Outputs()
    for _ in range(OUTPUT_LIMIT + 50):
        outputs.receive(message("display_data", data={"text/plain": "x"}, metadata={}))
    assert len(outputs.list) <= OUTPUT_LIMIT + 1
    assert "not shown" in render(outputs.list)


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "image/svg+xml"])
def test_enormous_pieces_are_not_sent_to_the_browser(kind):
    one = message("display_data", data={kind: "<p>x</p>" * 1_000_000}, metadata={})
    html = render(filled(one, one, one).list)
    assert len(html) < 40_000_000
    assert html.count("not shown") == 1


def test_an_enormous_error_is_cut():
    outputs = filled(
        message("error", ename="ValueError", evalue="y" * 5_000_000, traceback=["y" * 5_000_000])
    )
    html = render(outputs.list)
    assert len(html) < 1_000_000
    assert "ValueError" in html


def test_clear_output_waits_for_the_next_output_when_asked():
    outputs = filled(stream("old"), message("clear_output", wait=True))
    assert outputs.list[0]["text"] == "old"
    outputs.receive(stream("new"))
    assert [part["text"] for part in outputs.list] == ["new"]
    outputs.receive(message("clear_output", wait=False))
    assert outputs.list == []


def test_a_display_can_be_updated():
    outputs = filled(
        message("display_data", data={"text/plain": "1"}, metadata={}, transient={"display_id": "d"}),
        message("update_display_data", data={"text/plain": "2"}, metadata={}, transient={"display_id": "d"}),
    )
    assert "2" in render(outputs.list)
    assert len(outputs.list) == 1


def test_a_figure_has_words_and_its_numbers():
    parts = {
        "svg": "<svg><path/></svg>",
        "alt": 'Loss "falls" & stays',
        "tables": [{"title": "Loss", "columns": ["step", "loss"], "rows": [[0, 1.5], [1, 0.5]]}],
    }
    html = figure(parts)
    assert 'role="img"' in html
    assert 'aria-label="Loss &#34;falls&#34; &amp; stays"' in html
    assert "<summary>Numbers</summary>" in html
    assert '<th scope="col">loss</th>' in html
    assert "<td>0.5</td>" in html
    assert 'tabindex="0"' in html


def test_a_figure_too_large_for_svg_is_a_picture_with_words():
    html = figure({"png": "AAAA", "alt": "many points", "tables": []})
    assert '<img class="out-image" alt="many points" src="data:image/png;base64,AAAA">' in html


def test_the_figure_wins_over_the_plain_picture():
    data = {FIGURE: {"svg": "<svg/>", "alt": "a", "tables": []}, "image/png": "AAAA"}
    html = render(filled(message("display_data", data=data, metadata={})).list)
    assert "<svg></svg>" in html
    assert "AAAA" not in html


def test_a_traceback_shows_the_learners_lines_first_and_folds_the_whole():
    frames = [
        "\x1b[31m---------\x1b[39m",
        "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[3]\x1b[39m\x1b[32m, line 2\x1b[39m\n----> 2 f(x)",
        "\x1b[36mFile /lib/numpy/core.py:7\x1b[39m, in f\n      7 raise ValueError('no')",
        "ValueError: no",
    ]
    html = render(filled(message("error", ename="ValueError", evalue="no <b>", traceback=frames)).list)
    visible, folded = html.split("<details>")
    assert "ValueError: no &lt;b&gt;" in visible
    assert "line 2" in re.sub("<[^>]+>", "", visible)
    assert "numpy/core.py" not in visible
    assert "numpy/core.py" in re.sub("<[^>]+>", "", folded)


def test_terminal_colours_become_markup_and_the_text_stays():
    html = ansi("\x1b[31mred <b>\x1b[0m plain")
    assert "\x1b" not in html
    assert re.sub("<[^>]+>", "", html) == "red &lt;b&gt; plain"
    assert "<span" in html


def test_outputs_are_notebook_outputs():
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    outputs = filled(
        stream("a"),
        message("execute_result", data={"text/plain": "1"}, metadata={}, execution_count=1),
        message("display_data", data={"text/plain": "2"}, metadata={}, transient={"display_id": "d"}),
        message("error", ename="E", evalue="v", traceback=["t"]),
    )
    cell = new_code_cell("x", outputs=[nbformat.from_dict(part) for part in outputs.list])
    nbformat.validate(new_notebook(cells=[cell]))
