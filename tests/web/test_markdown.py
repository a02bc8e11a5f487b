import re

import pytest

from firsthand.course.content import catalog
from firsthand.web.markdown import render


def test_mathematics_becomes_mathml():
    html = render("The norm is $\\sqrt{x^2}$, and\n\n$$\\frac{e^{x_i}}{\\sum_j e^{x_j}}$$\n")
    assert html.count("<math") == 2
    assert 'display="inline"' in html
    assert 'display="block"' in html
    assert "<msqrt>" in html
    assert "$" not in html


def test_a_price_is_no_formula():
    assert "<math" not in render("It costs 5$ here and 6$ there.")


def test_what_cannot_be_read_is_shown_raw():
    html = render("$\\frac{1$")
    assert "\\frac{1" in html or "<math" in html


def test_html_in_the_text_is_shown_not_obeyed():
    html = render("<script>alert(1)</script> and <b>bold</b>")
    assert "<script" not in html
    assert "<b>" not in html


def test_tables_and_code_are_rendered():
    html = render("| a | b |\n|---|---|\n| 1 | `x` |\n")
    assert "<table>" in html
    assert "<code>x</code>" in html


@pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.id) for lesson in catalog.lessons()])
def test_every_formula_of_every_lesson_is_typeset(lesson):
    for cell in lesson.cells:
        if cell.kind == "markdown":
            html = re.sub(
                r"<code>.*?</code>|<pre>.*?</pre>|<math.*?</math>", "", render(cell.source), flags=re.DOTALL
            )
            text = re.sub(r"<[^>]+>", "", html)
            assert "$" not in text, text
            assert "\\" not in text, text
