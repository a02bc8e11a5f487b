"""Foreign HTML comes out as text, tables, formulas and pictures, and as nothing else."""

import re

import pytest
from matplotlib.figure import Figure

from firsthand.course.content import catalog
from firsthand.figures import theme
from firsthand.web import markdown
from firsthand.web.security.sanitize import checked, clean, unscripted
from firsthand.web.sessions.outputs import FIGURE, render

from .displayed import shown

HANDLERS = [
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<p onclick=alert(1)>x</p>",
]


@pytest.mark.parametrize("gate", [clean, checked, unscripted])
@pytest.mark.parametrize("html", HANDLERS)
def test_no_handler_passes_any_gate(gate, html):
    assert not re.search(r"\son\w+", gate(html))


@pytest.mark.parametrize("gate", [clean, checked, unscripted])
def test_no_script_and_no_address_of_one_passes_any_gate(gate):
    html = gate(
        "<script>alert(1)</script><a href='java\nscript:alert(1)'>x</a><a href='data:text/html,x'>y</a>"
    )
    assert "script" not in html
    assert "data:" not in html
    assert ">x</a>" in html


def test_what_only_looks_like_a_part_of_ours_is_bare():
    html = clean(
        '<form action="/x"><input name=a><button data-close class="notice" id="main">b</button></form>'
    )
    assert html == "b"


def test_an_id_of_a_document_stands_for_no_part_of_the_page():
    assert 'id="' not in clean('<svg><path id="announcer" d="M0 0"/></svg><p id="main">x</p>')
    assert 'id="fig0123456789-a"' in clean('<svg><path id="fig0123456789-a" d="M0 0"/></svg>')


def test_a_document_that_is_not_closed_swallows_nothing():
    assert clean("<div><table><tr><td>1").count("<") == clean("<div><table><tr><td>1").count("</") * 2
    assert clean("</div></div>x") == "x"
    assert clean("<!-- x") == ""


def test_styles_cannot_cover_the_page_nor_load_anything():
    style = "position:fixed;inset:0;color:red;background:url(http://evil.example/x)"
    assert clean(f'<p style="{style}">x</p>') == "<p>x</p>"
    assert clean('<p style="position:fixed;color:red">x</p>') == '<p style="color:red">x</p>'


def test_a_frame_is_always_sandboxed():
    html = checked('<iframe sandbox="allow-scripts allow-same-origin" src="/x" srcdoc="&lt;p&gt;x"></iframe>')
    assert html.startswith("<iframe")
    assert 'sandbox=""' in html
    assert "allow" not in html
    assert "src=" not in html


def test_half_characters_are_replaced_before_they_reach_a_line_that_cannot_carry_them():
    assert clean("a\ud800b") == "a?b"
    assert "a?b" in markdown.render("a\ud800b")
    assert "a?b" in render([{"output_type": "stream", "name": "stdout", "text": "a\ud800b"}])


def test_our_figures_come_through_whole():
    figure = Figure()
    axes = figure.subplots()
    axes.plot([1, 2], "o-", label="$x^2$")
    axes.bar([1], [2], hatch="//")
    axes.imshow([[0, 1]])
    axes.legend()
    drawn = theme.svg(figure)
    kept = clean(drawn)
    for what in (
        "<path",
        "<use",
        "<image",
        "<pattern",
        "<clipPath",
        "clip-path=",
        "viewBox=",
        "var(--grid",
        ' id="',
    ):
        assert kept.count(what) == drawn.count(what), what


@pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.id) for lesson in catalog.lessons()])
def test_pictures_and_prose_of_the_lessons_come_through_both_gates(lesson):
    def tags(html):
        return re.findall(r"<([a-zA-Z]\w*)", html)

    for html in (
        lesson.picture,
        *(markdown.render(one.source) for one in lesson.cells if one.kind == "markdown"),
    ):
        assert tags(clean(html)) == tags(html)
        assert tags(checked(html)) == tags(html)


# Formulas


def test_text_in_a_formula_is_text():
    html = markdown.render(r"$\text{<img src=x onerror=alert(1)>}$")
    assert "<img" not in html
    assert "&lt;img" in html
    assert "<mtext>" in html


def test_signs_in_a_formula_are_kept():
    html = markdown.render(r"$a < b > c \& \alpha \neq \lt$")
    assert "<mo>&lt;</mo>" in html
    assert "α" in html
    assert "&amp;amp;" not in html


def test_an_enormous_formula_is_shown_as_it_was_written():
    assert "<code>" in markdown.render("$" + "{" * 6000 + "$")
    assert "<math" not in markdown.render("$" + r"\sqrt{" * 2000 + "$")


def test_markdown_and_formulas_are_rendered():
    assert "<strong>b</strong>" in shown(
        text_markdown="**b**", text_plain="<IPython.core.display.Markdown object>"
    )
    html = shown(text_latex=r"$\displaystyle \frac{1}{2}$", text_plain="<IPython.core.display.Math object>")
    assert "<mfrac>" in html
    assert "IPython" not in html


@pytest.mark.parametrize(
    "broken",
    [
        None,
        3,
        "x",
        {},
        {"output_type": "stream"},
        {"output_type": "stream", "name": 3, "text": {"a": 1}},
        {"output_type": "error"},
        {"output_type": "error", "ename": 1, "evalue": None, "traceback": "x"},
        {"output_type": "display_data", "data": None},
        {"output_type": "display_data", "data": ["text/html"]},
        {"output_type": "display_data", "data": {FIGURE: "<script>"}},
        {"output_type": "display_data", "data": {FIGURE: {"svg": 3}}},
        {"output_type": "display_data", "data": {"image/png": 7}},
        {"output_type": "display_data", "data": {"text/html": None}},
    ],
)
def test_a_damaged_output_costs_itself_alone(broken):
    fine = {"output_type": "stream", "name": "stdout", "text": "fine"}
    html = render([fine, broken, fine])
    assert html.count("fine") == 2


def test_the_name_of_a_stream_and_a_picture_stay_within_their_attributes():
    bad = '"><img src=x onerror=alert(1)>'
    html = render(
        [
            {"output_type": "stream", "name": bad, "text": "x"},
            {"output_type": "display_data", "data": {"image/png": bad}},
            {"output_type": "display_data", "data": {FIGURE: {"png": bad, "alt": bad}}},
        ]
    )
    assert html.count("<img") == checked(html).count("<img") == 2
    assert "src=x" not in checked(html).replace("&lt;img src=x", "")
