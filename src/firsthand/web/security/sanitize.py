"""The one way from foreign text to HTML on a page: nothing that could run, load, or look like a part of ours comes through.

`clean` is for what others wrote: documents, models, libraries, notebooks, bundles. `checked` is the last gate before a
page takes any HTML at all, ours included: should an escape be forgotten somewhere, what slips through is still no code.
Both name what is allowed; everything else is dropped, so that tomorrow's inventions of browsers stay out. `unscripted` is
for the inside of a sandboxed frame (`firsthand.web.security.sandbox`) and for nothing else.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markupsafe import Markup

_TEXT = (
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary sup table "
    "tbody td tfoot th thead tr u ul var wbr"
)
# Not among them: annotation-xml, mglyph, malignmark and action elements, with which HTML is smuggled past a parser.
_MATHML = (
    "math menclose merror mfenced mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace "
    "msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none"
)
# Shapes alone: no links, animations, styles, nor foreignObject.
_SVG = (
    "svg g defs path rect circle ellipse line polyline polygon text tspan title desc use image clipPath pattern marker "
    "linearGradient radialGradient stop"
)
_MATH_ATTRIBUTES = (
    "accent accentunder align columnalign columnlines columnspacing depth display displaystyle fence form frame height "
    "largeop linethickness lspace mathbackground mathcolor mathsize mathvariant maxsize minsize movablelimits notation "
    "rowalign rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset width xmlns"
)
_SVG_ATTRIBUTES = (
    "clip-path clip-rule clipPathUnits cx cy d dominant-baseline dx dy fill fill-opacity fill-rule font-family font-size "
    "font-style font-weight gradientTransform gradientUnits height id markerHeight markerUnits markerWidth marker-end "
    "marker-mid marker-start offset opacity orient paint-order patternTransform patternUnits points preserveAspectRatio r "
    "refX refY rotate rx ry stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap "
    "stroke-linejoin stroke-miterlimit stroke-opacity stroke-width style text-anchor textLength transform "
    "transform-origin vector-effect viewBox width x x1 x2 xmlns y y1 y2"
)
_PROPERTIES = (
    "background background-color border border-bottom border-collapse border-color border-left border-radius border-right "
    "border-spacing border-style border-top border-width clip-path color display fill fill-opacity fill-rule font "
    "font-family font-size font-style font-variant font-weight height letter-spacing line-height list-style margin "
    "margin-bottom margin-left margin-right margin-top max-height max-width min-height min-width opacity overflow "
    "overflow-x overflow-y padding padding-bottom padding-left padding-right padding-top stroke stroke-dasharray "
    "stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-align "
    "text-anchor text-decoration text-transform vector-effect vertical-align visibility white-space width"
)
# Of our own pages: their controls, landmarks, and the frames that foreign HTML is shown in.
_OURS = (
    "article aside button canvas dialog fieldset footer form header iframe input label legend main nav option progress "
    "section select textarea"
)
_OUR_ATTRIBUTES = (
    "accept autocomplete checked class disabled for hidden id label max maxlength min multiple name "
    "placeholder rel required role rows selected step style tabindex target title type value"
)
_SCHEMES = {"http", "https", "mailto", "data"}
_DROPPED = {
    "script",
    "style",
    "template",
    "noscript",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
    "iframe",
    "title",
}
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
_OUR_ID = re.compile(
    r"fig[0-9a-f]{10}-[\w-]+"
)  # what our figures call their parts: it can stand for no part of a page
_OUTSIDE = re.compile(r"url\(\s*(?![\"']?#)|\\|/\*|expression|image-set|src\s*\(", re.IGNORECASE)

# Attributes in which an address may stand: of a shape's paint as of a style.
_LOADERS = {
    "style",
    "fill",
    "stroke",
    "filter",
    "mask",
    "clip-path",
    "marker-start",
    "marker-mid",
    "marker-end",
}
_LOADING = re.compile(r"@import\b[^;}<]*|url\(\s*(?!\s|[\"']?(?:#|data:image/))", re.IGNORECASE)


def _attributes(**more: str) -> dict[str, set[str]]:
    table = {tag: set(_MATH_ATTRIBUTES.split()) for tag in _MATHML.split()}
    table |= {tag: set(_SVG_ATTRIBUTES.split()) for tag in _SVG.split()}
    table["use"] |= {"href"}
    table["image"] |= {"href"}
    table |= {
        "a": {"href", "title"},
        "img": {"src", "alt", "width", "height", "title"},
        "details": {"open"},
        "ol": {"start", "type", "reversed"},
        "td": {"colspan", "rowspan", "headers"},
        "th": {"colspan", "rowspan", "scope", "headers"},
        "col": {"span"},
        "bdo": {"dir"},
    }
    for tag, names in more.items():
        table[tag] = table.get(tag, set()) | set(names.split())
    return table


def _kept(tag: str, name: str, value: str) -> str | None:
    """The last word on an attribute of foreign HTML: addresses and ids lead nowhere but where they may."""
    if name == "id":
        return value if _OUR_ID.fullmatch(value) else None
    return _pointing(tag, name, value)


def _pointing(tag: str, name: str, value: str) -> str | None:
    """Keep what points within the page, to a picture that is here, or to where a reader may go by a click."""
    if name in _LOADERS:
        return None if _OUTSIDE.search(value) else value
    if name == "href" and tag == "use":
        return value if value.startswith("#") else None
    if name == "src" or (name == "href" and tag == "image"):
        return value if _PICTURE.fullmatch(value) else None
    if name == "href" and value.lstrip().lower().startswith("data:"):
        return None
    return value


def _framed(tag: str, name: str, value: str) -> str | None:
    """Within a frame all attributes are kept but handlers and what sends a form somewhere."""
    sends = name.startswith("on") or name in (
        "action",
        "formaction",
        "srcdoc",
        "ping",
        "srcset",
        "poster",
        "background",
    )
    return None if sends else _pointing(tag, name, value)


_CLEAN = nh3.Cleaner(
    tags=set(f"{_TEXT} {_MATHML} {_SVG}".split()),
    clean_content_tags=_DROPPED - {"title"},
    attributes=_attributes(**{"*": "style align dir lang"}),
    attribute_filter=_kept,
    generic_attribute_prefixes={"aria-"},
    filter_style_properties=set(_PROPERTIES.split()),
    url_schemes=_SCHEMES,
    link_rel="noopener noreferrer",
    allowed_classes={"div": {"firsthand-card"}},
)
_UNSCRIPTED = nh3.Cleaner(
    tags=set(f"{_TEXT} {_MATHML} {_SVG} {_OURS} style center font".split()) - {"iframe"},
    clean_content_tags=_DROPPED - {"style", "title"},
    generic_attribute_prefixes={""},
    attribute_filter=_framed,
    url_schemes=_SCHEMES,
    link_rel=None,
)
_CHECKED = nh3.Cleaner(
    tags=set(f"{_TEXT} {_MATHML} {_SVG} {_OURS}".split()),
    clean_content_tags=_DROPPED - {"title", "iframe"},
    attributes=_attributes(**{"*": _OUR_ATTRIBUTES, "iframe": "srcdoc loading", "canvas": "width height"}),
    attribute_filter=_pointing,
    generic_attribute_prefixes={"aria-", "data-"},
    set_tag_attribute_values={"iframe": {"sandbox": ""}},
    url_schemes=_SCHEMES,
    link_rel=None,
)


def clean(html: str) -> Markup:
    """HTML that others wrote, as far as it is text, tables, formulas and pictures.

    Scripts, styles, forms, frames, handlers, names and addresses that do something are dropped; a broken document comes
    out well-formed, so that it cannot swallow what stands around it.
    """
    return _clean(encodable(html))


@lru_cache(maxsize=256)
def _clean(html: str) -> Markup:
    return Markup(_CLEAN.clean(html))


def checked(html: str) -> str:
    """HTML of our own making without what could run in it; frames in it are sandboxed, whatever they say."""
    return _CHECKED.clean(encodable(html))


def unscripted(html: str) -> str:
    """HTML of a library with its style sheets and without its scripts, for a frame in which none would run."""
    return _LOADING.sub("none(", _UNSCRIPTED.clean(encodable(html)))


def encodable(text: str) -> str:
    """The text with half characters, which no line to a browser can carry, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")
