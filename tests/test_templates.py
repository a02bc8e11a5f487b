"""HTML comes from templates alone: all are loaded with autoescape, and nobody escapes by hand."""

import ast
from pathlib import Path

import pytest
from markupsafe import Markup

import firsthand
from firsthand.templates import Macros, as_html, environment, fill, with_code

ROOT = Path(firsthand.__file__).parent
TEMPLATES = [*sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html")), "web/lessons/scene.svg"]
WITH_MACROS = [name for name in TEMPLATES if "{% macro" in (ROOT / name).read_text(encoding="utf-8")]
# Where text becomes HTML by another way than a template, each with its reason.
HELPERS = {"templates.py"}


def names_of(node):
    """What an import or a call brings in or names."""
    if isinstance(node, ast.ImportFrom):
        return {f"{node.module}.{one.name}" for one in node.names}
    if isinstance(node, ast.Attribute):
        return {ast.unparse(node)}
    return set()


def modules():
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(ROOT.rglob("*.py"))
        if "lessons/" not in str(path.relative_to(ROOT)) or path.is_relative_to(ROOT / "web")
    }


def test_only_the_one_helper_escapes():
    by_hand = {
        "html.escape",
        "markupsafe.escape",
        "xml.sax.saxutils.escape",
        "xml.sax.saxutils.quoteattr",
        "cgi.escape",
    }
    found = {name for name, tree in modules().items() for node in ast.walk(tree) if names_of(node) & by_hand}
    assert found == HELPERS


def test_every_template_is_loaded_with_autoescape_and_by_the_one_environment():
    makers = {name for name, tree in modules().items() for node in ast.walk(tree)
              if names_of(node) & {"jinja2.Environment", "jinja2.Template"}}  # fmt: skip
    assert makers == HELPERS
    assert len(TEMPLATES) > 10
    for name in TEMPLATES:
        environment().get_template(name)
        source = (ROOT / name).read_text(encoding="utf-8")
        assert "|safe" not in source.replace(" ", ""), name
        assert "autoescape" not in source, name
    assert environment().autoescape is True


@pytest.mark.parametrize("template", WITH_MACROS)
def test_what_is_put_into_any_macro_is_escaped(template):
    """Each macro whose arguments are all texts, with markup in each of them."""
    evil = "<script>alert(1)</script>"
    module = environment().get_template(template).module
    for name, macro in vars(module).items():
        if not hasattr(macro, "arguments"):
            continue
        try:
            made = macro(*[evil for _ in macro.arguments])
        except Exception:  # one that takes a structure, which the page's own test fills
            continue
        assert isinstance(made, Markup)
        assert "<script>" not in made, name


def test_only_markup_counts_as_html():
    assert as_html("<b>") == "&lt;b&gt;"
    assert as_html(Markup("<b>")) == "<b>"
    assert Macros("web/layout.html").notice("<i>&") == as_html(Markup(
        '<p>&lt;i&gt;&amp;</p><button type="button" class="button quiet" data-close>Close</button>'))  # fmt: skip
    assert "&lt;i&gt;" in fill("web/sorry.html", title="<i>", lines=[])


def test_code_between_backticks_is_marked_and_the_rest_is_text():
    assert with_code("use `a < b` & go") == "use <code>a &lt; b</code> &amp; go"
    assert isinstance(with_code("x"), Markup)


def test_a_value_that_was_forgotten_is_an_error_and_no_empty_place():
    with pytest.raises(Exception, match="title"):
        fill("web/sorry.html", lines=[])
