"""The pages: roadmap, lessons, explorables, on one local port."""

from __future__ import annotations

from firsthand.course.workspace.workspace import Workspace

__all__ = ["serve"]


def serve(workspace: Workspace, *, port: int | None = None, open_browser: bool = True) -> None:
    """Serve the course until Ctrl-C; see `firsthand.web.app.serve`."""
    # The kernels and JupyterLab run modules of this package and have no use for the page framework.
    from firsthand.web import app

    app.serve(workspace, port=port, open_browser=open_browser)
