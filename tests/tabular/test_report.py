"""The report: whole, harmless, and asking for nothing."""

import html
import re

import numpy as np
import pandas as pd

from firsthand.tabular import fit_table


def test_the_report_holds_what_was_found_and_asks_for_nothing(done):
    page = done.html
    for words in (
        "Free text of about 7 words",
        "taken apart into days",
        "logistic regression",
        "What to try next",
    ):
        assert words in page
    assert page.count('role="img" aria-label="') == page.count("<figure>") == page.count("<svg") == 4
    assert "default-src 'none'" in html.unescape(page)
    assert not re.search(r"""(src|href)=["']?(https?:|//)|@import|url\(["']?http""", page)
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page


def test_what_a_table_holds_cannot_become_part_of_the_page(people, quick):
    evil = "<script>alert(1)</script>"
    people = people.rename(columns={"x": evil}).assign(colour=[f"<b>{k % 3}" for k in range(120)])
    page = fit_table(people, "y").html
    assert evil not in page
    assert "<b>0" not in page
    assert "&lt;script&gt;" in page


def test_dollar_signs_in_names_are_no_formulas(people, quick):
    assert "$cost_{$" in fit_table(people.rename(columns={"x": "$cost_{$"}), "y").html


def test_a_regression_has_its_own_pictures(people, quick):
    report = fit_table(people.assign(y=3 * people["x"] + 10), "y")
    assert (report.task, report.metric) == ("regression", "RMSE")
    assert "Predicted against true y of 120 rows" in report.html
    assert report.explanation.confusion is None


def test_a_very_wide_table_is_no_trouble(quick):
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(60, 400)), columns=[f"c{k}" for k in range(400)])
    report = fit_table(frame.assign(y=np.where(frame["c7"] > 0, "a", "b")), "y")
    assert "And 300 more columns that are not listed here" in report.html
