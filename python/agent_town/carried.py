"""What the wheel carries besides Python: the browser module, and the server with its page."""

from __future__ import annotations

from pathlib import Path

_HOME = Path(__file__).resolve().parent

#: The one module that draws every widget.
MODULE = _HOME / "static" / "agent-town.js"

#: The command line of the project, whole: it needs Node and nothing else.
PROGRAM = _HOME / "server" / "bin" / "agent-town.mjs"

#: Makes a Node process end with the Python that started it.
TETHER = _HOME / "tether.mjs"

#: In a checkout, before anything is built.
UNBUILT = "this checkout has not built what the package carries: run `npm run wheel`, then try again"


def module() -> Path | str:
    """For anywidget: the module, or one that says why there is none."""
    return MODULE if MODULE.exists() else f"export default {{ render({{ el }}) {{ el.textContent = {UNBUILT!r}; }} }};"
