"""HTML that brings its own look, in a frame where nothing runs."""

import re
from html import unescape

from firsthand.web.security import sandbox

from .displayed import shown


def test_a_table_of_pandas_is_part_of_the_page():
    import pandas as pd

    html = shown(
        text_html=pd.DataFrame({"<script>alert(1)</script>": ["<img src=x onerror=alert(1)>"]})._repr_html_()
    )
    assert "<table" in html
    assert "iframe" not in html
    assert "<style" not in html
    assert "&lt;img src=x" in html


def test_an_estimator_of_scikit_learn_is_shown_in_a_frame_without_scripts():
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    html = shown(text_html=make_pipeline(StandardScaler(), LogisticRegression())._repr_html_())
    assert '<iframe sandbox=""' in html
    assert "sk-top-container" in html
    assert "script" not in html.lower().replace("description", "").replace("javascript", "")
    assert 4 <= float(re.search(r"height:([\d.]+)rem", html)[1]) < 20


def test_the_frame_allows_nothing_even_without_its_sandbox():
    html = sandbox.framed("<style>p{color:red}</style><p>x</p><script>alert(1)</script>")
    assert "default-src 'none'" in unescape(html)
    assert "alert" not in html


def test_what_only_a_script_would_draw_falls_back_to_text_and_says_where_it_is_drawn():
    html = shown(text_html="<div id=plot></div><script>draw()</script>", text_plain="Figure(3)")
    assert "Figure(3)" in html
    assert "JupyterLab" in html
    assert "draw" not in html.replace("drawn", "")
