"""HTML: what a reader sees of it."""

import pytest

from firsthand.rag.ingest.loading import Unreadable, load

HTML = (
    "<html><head><title>T</title><style>p {}</style></head><body><nav>menu</nav><h2>On <b>cats</b></h2>"
    "<p>They\n sleep&nbsp;well.</p><p>They<b>re</b>al</p><script>x()</script>"
    "<ul><li>one</li><li>two</li></ul><table><tr><td>a</td><td>b</td></tr></table>line<br>next</body></html>"
)


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        (
            "a.html",
            HTML.encode(),
            "## On cats\n\nThey sleep well.\n\nTheyreal\n\none\n\ntwo\n\na | b\n\nline\nnext",
        ),
        ("a.htm", b'<meta charset="koi8-r"><p>\xcd\xc9\xd2</p>', "мир"),
    ],
)
def test_its_text_is_given(name, content, text):
    assert load(name, content).text == text


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.html", b"<script>only()</script>", "It holds no text."),
    ],
)
def test_a_bad_file_says_why(name, content, sentence):
    with pytest.raises(Unreadable, match=f"^{sentence}"):
        load(name, content)
