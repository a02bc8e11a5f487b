"""The page that describes the API, from a description of two addresses."""

from firsthand.rag.server.reference import reference

DESCRIBED = {
    "info": {"title": "Ask <b>", "version": "1", "description": "All of it."},
    "paths": {
        "/things": {"get": {"summary": "List them.", "responses": {"200": {"description": "Fine"}}}},
        "/things/new": {
            "post": {
                "summary": "short",
                "description": "Make <one>.",
                "requestBody": {
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
                },
                "responses": {"201": {"description": "Made"}},
            }
        },
    },
    "components": {"schemas": {"Thing": {"properties": {"größe": {"type": "integer", "maximum": 7}}}}},
}


def test_each_address_stands_with_what_it_takes_and_gives():
    page = reference(DESCRIBED)
    for words in ("GET", "/things", "List them.", "POST", "application/json", "größe", "201"):
        assert words in page
    assert "short" not in page  # the description says more
    assert page.count("application/json") == 1


def test_what_is_described_is_no_markup():
    page = reference(DESCRIBED)
    assert "Make &lt;one&gt;." in page
    assert "<b>" not in page
