"""A marimo notebook for tests: makes the models that its address asks for, shows those it is told to, and runs Python typed into it."""

import marimo

app = marimo.App()


@app.cell
def _():
    import json

    import marimo as mo
    from stage_models import assign, make

    return assign, json, make, mo


@app.cell
def _(make, mo):
    models = make(mo.query_params()["models"])
    widgets = {name: mo.ui.anywidget(model) for name, model in models.items()}
    shown, set_shown = mo.state([])
    return models, set_shown, shown, widgets


@app.cell
def _(mo):
    python = mo.ui.text(label="Python")
    python
    return (python,)


@app.cell
def _(assign, json, mo, models, python, set_shown):
    said = []
    exec(python.value, {"assign": assign, "json": json, "models": models, "set_shown": set_shown, "say": said.append})
    mo.plain_text("\n".join(said))
    return


@app.cell
def _(mo, shown, widgets):
    mo.vstack([widgets[name] for name in shown()])
    return


if __name__ == "__main__":
    app.run()
