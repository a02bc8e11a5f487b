"""Outputs as the page shows them."""

from firsthand.web.sessions.outputs import render


def shown(**data):
    return render(
        [{"output_type": "display_data", "data": {k.replace("_", "/"): v for k, v in data.items()}}]
    )
