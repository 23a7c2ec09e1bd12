"""A renderer that draws no PDF, whatever it says: the plugin of a test."""

from sollecito import Document, Drawing, hookimpl


@hookimpl
def render_statement(drawing: Drawing) -> Document | None:
    """Return something else."""
    del drawing
    return Document(b"<html>no statement</html>", 1)
