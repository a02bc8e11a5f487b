"""Every figure has one look, stands inside a page without touching it, and leaves matplotlib as it was."""

import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from firsthand.figures import theme


def drawn(label="loss"):
    with theme.style():
        figure, axes = theme.new()
        axes.plot([0, 1, 2], [3, 1, 2], label=label)
        axes.set_title("Going down")
        axes.legend()
    return figure


def luminance(colour):
    parts = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in mpl.colors.to_rgb(colour)]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_lines_and_words_stand_out_from_the_ground(palette):
    ground = palette["surface"]
    for number in range(1, 7):
        assert contrast(palette[f"series-{number}"], ground) >= 3, number
    assert contrast(palette["ink"], ground) >= 7
    assert contrast(palette["muted"], ground) >= 4.5


def oklab(linear):
    """Björn Ottosson's Oklab (2020) of linear sRGB."""
    to_cones = [
        (0.4122214708, 0.5363325363, 0.0514459929),
        (0.2119034982, 0.6806995451, 0.1073969566),
        (0.0883024619, 0.2817188376, 0.6299787005),
    ]
    to_lab = [
        (0.2104542553, 0.7936177850, -0.0040720468),
        (1.9779984951, -2.4285922050, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.8086757660),
    ]
    cones = [max(0.0, sum(a * b for a, b in zip(row, linear, strict=True))) ** (1 / 3) for row in to_cones]
    return [sum(a * b for a, b in zip(row, cones, strict=True)) for row in to_lab]


# Machado, Oliveira and Fernandes (2009), doi:10.1109/TVCG.2009.113, severity 1.
SEEN_BY = {
    "everyone": [(1, 0, 0), (0, 1, 0), (0, 0, 1)],
    "protanopes": [
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ],
    "deuteranopes": [
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ],
    "tritanopes": [
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ],
}


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_any_two_lines_can_be_told_apart(palette, eyes):
    def seen(colour):
        linear = [
            v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in mpl.colors.to_rgb(colour)
        ]
        return oklab([sum(a * b for a, b in zip(row, linear, strict=True)) for row in SEEN_BY[eyes]])

    lines = [seen(palette[f"series-{number}"]) for number in range(1, 7)]
    for i, one in enumerate(lines):
        for other in lines[:i]:
            assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 >= 0.1


def test_every_colour_of_the_theme_becomes_its_variable():
    with theme.style():
        figure, axes = theme.new()
        for colour in (theme.INK, theme.MUTED, theme.GRID, theme.SURFACE, *theme.SERIES):
            axes.plot([0, 1], [0, 1], color=colour)
        axes.plot([0, 1], [1, 0], color="#123456")
        axes.bar([0], [1], color=theme.SERIES[1], alpha=0.5)
    text = theme.svg(figure)
    for name, colour in theme.LIGHT.items():
        assert f"stroke: var(--{name}, {colour})" in text
    assert f"fill: var(--series-2, {theme.SERIES[1]})" in text
    assert "stroke: #123456" in text
    without_variables = re.sub(r"var\(--[a-z0-9-]+, #[0-9a-f]{6}\)", "", text)
    assert not any(colour in without_variables for colour in theme.LIGHT.values())


def test_an_svg_is_xml_that_scales_and_holds_no_rule_or_data_for_the_whole_page():
    text = theme.svg(drawn())
    root = ET.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == "0 0 489.6 273.6"
    assert root.get("width") == "100%"
    assert root.get("height") is None
    assert not re.search(r"<style|<metadata|<script|<\?xml|<!DOCTYPE|<text", text)
    assert text.count('style="fill: none"') >= 2  # the grounds of figure and axes
    assert "#ffffff" not in text


def test_two_figures_on_a_page_share_no_id_and_every_reference_has_its_target():
    one, other = theme.svg(drawn("a")), theme.svg(drawn("b"))
    ids = [re.findall(r'\bid="([^"]+)"', text) for text in (one, other)]
    assert not set(ids[0]) & set(ids[1])
    for text, own in zip((one, other), ids, strict=True):
        assert len(own) == len(set(own))
        assert set(re.findall(r'(?:url\(|href=")#([^")]+)', text)) == set(own)


def test_the_same_figure_gives_the_same_text():
    assert theme.svg(drawn()) == theme.svg(drawn())
    figure = drawn()
    assert theme.svg(figure) == theme.svg(figure)


def test_a_ground_that_somebody_chose_stays():
    figure = drawn()
    figure.set_facecolor("#abcdef")
    assert "fill: #abcdef" in theme.svg(figure)


def test_global_settings_are_untouched():
    before = dict(mpl.rcParams)
    figure = drawn()
    theme.svg(figure)
    theme.png(figure)
    assert dict(mpl.rcParams) == before


def test_axes_are_quiet():
    _, axes = theme.new()
    assert not axes.spines["top"].get_visible()
    assert not axes.spines["right"].get_visible()
    axes.plot(range(1000))
    assert 3 <= len(axes.get_xticks()) <= 11
    assert axes.xaxis.get_major_ticks()[0].label1.get_color() == theme.MUTED


def test_a_grid_lists_its_axes_row_by_row():
    figure, every = theme.grid(2, 3)
    assert figure.axes == every
    places = [
        axes.get_subplotspec().colspan.start + 3 * axes.get_subplotspec().rowspan.start for axes in every
    ]
    assert places == list(range(6))


def test_a_notebook_can_show_a_figure_that_pyplot_does_not_know():
    data, size = drawn()._repr_png_()
    assert data.startswith(b"\x89PNG")
    assert size == {"width": 680, "height": 380}


def test_a_figure_keeps_what_is_said_about_it():
    figure = Figure()
    assert theme.said(figure) == ""
    assert theme.say(figure, "Two   lines\n cross.") is figure
    assert theme.said(figure) == "Two lines cross."
