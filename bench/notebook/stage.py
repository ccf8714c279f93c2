"""A marimo notebook of one widget, which the address names: `ours`, a `trivial` one, or a `naive` one that is sent the state at each event."""

import marimo

app = marimo.App()


@app.cell
def _():
    import os
    import threading

    import anywidget
    import marimo as mo
    import traitlets
    from agent_town import Town

    return Town, anywidget, mo, os, threading, traitlets


@app.cell
def _(Town, anywidget, mo, os, threading, traitlets):
    town = Town(os.environ["AGENT_TOWN_URL"])

    class Plain(anywidget.AnyWidget):
        _esm = """export default { render({ model, el }) {
            const p = el.appendChild(document.createElement("p"));
            const draw = () => { p.className = "painted"; p.textContent = `event ${model.get("state").seq ?? 0}`; };
            model.on("change:state", draw);
            draw();
        } };"""
        state = traitlets.Dict().tag(sync=True)

    def follow(widget):
        for _ in town.stream():
            widget.state = town.state()

    which = mo.query_params()["widget"]
    widget = town.scatter() if which == "ours" else Plain()
    if which == "naive":
        threading.Thread(target=follow, args=[widget], daemon=True).start()
    widget
    return


if __name__ == "__main__":
    app.run()
