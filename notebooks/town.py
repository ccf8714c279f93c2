import marimo

__generated_with = "0.25.2"
app = marimo.App(width="full", app_title="Agent Town")


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    # A town, live

    Twenty-five citizens go about their days, and this notebook watches. Every widget below reads the town's server by itself;
    Python hears only what you **choose**: click a citizen, and the table and the plot beneath follow.
    """)
    return


@app.cell
def _():
    import os
    import subprocess
    import sys
    import tempfile

    import agent_town
    import altair as alt
    import marimo as mo
    import polars as pl

    return agent_town, alt, mo, os, pl, subprocess, sys, tempfile


@app.cell
def _(agent_town, os):
    # The town that AGENT_TOWN_URL names, else the one that `npm start` runs here, else one of our own.
    def find_town():
        try:
            return agent_town.Town(os.environ.get("AGENT_TOWN_URL", "http://127.0.0.1:4321")), None
        except agent_town.TownError:
            if "AGENT_TOWN_URL" in os.environ:
                raise
            server = agent_town.serve(seed=7)
            return server.town, server

    town, server = find_town()
    return (town,)


@app.cell(hide_code=True)
def _(mo, town):
    mo.md(f"""Watching **{town.id}** at <{town.page}>.""")
    return


@app.cell
def _(mo, town):
    # Made once. Cells that only set traits use these; cells that react to a choice read `chosen`.
    picture = town.scatter(height=460)
    cards = town.cards(height=460)
    feed = town.feed(height=420)
    coalitions = town.coalitions(height=420)
    timeline = town.timeline()
    chosen = mo.ui.anywidget(picture)
    return cards, chosen, coalitions, feed, picture, timeline


@app.cell
def _(mo):
    projection = mo.ui.dropdown(
        {
            "principal components": "pca",
            "warmth and trust": "axes:warmth,trust",
            "curiosity and ambition": "axes:curiosity,ambition",
            "t-SNE": "tsne",
            "UMAP": "umap",
        },
        value="principal components",
        label="Projection",
    )
    jitter = mo.ui.switch(label="Part those who overlap")
    trails = mo.ui.switch(label="Trails")
    lod = mo.ui.slider(0, 5, value=2, label="Level of detail", show_value=True)
    query = mo.ui.text(placeholder="words, such as “bakery”", label="Filter")
    phase = mo.ui.dropdown(["MORNING", "AFTERNOON", "EVENING", "NIGHT"], label="Phase")
    mo.hstack([projection, jitter, trails, lod, query, phase], justify="start", gap=1.5, wrap=True)
    return jitter, lod, phase, projection, query, trails


@app.cell
def _(jitter, picture, projection, trails):
    picture.projection, picture.jitter, picture.trails = projection.value, jitter.value, trails.value
    return


@app.cell
def _(cards, lod):
    cards.lod = lod.value
    return


@app.cell
def _(feed, phase, query):
    feed.query, feed.phase = query.value, phase.value or ""
    return


@app.cell
def _(cards, chosen, mo):
    mo.hstack(
        [chosen.style(min_width="420px"), mo.as_html(cards).style(min_width="320px")], widths=[3, 2], wrap=True, gap=1
    )
    return


@app.cell
def _(timeline):
    timeline
    return


@app.cell
def _(coalitions, feed, mo):
    mo.hstack(
        [mo.as_html(widget).style(min_width="360px") for widget in (coalitions, feed)], widths="equal", wrap=True, gap=1
    )
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## Whom you chose

    Click citizens in the picture, or press `l` there and draw around several.
    """)
    return


@app.cell
def _(chosen, pl, town):
    traits = ["warmth", "curiosity", "trust", "creativity", "patience", "resilience", "ambition"]
    everyone = town.citizens()
    selected = everyone.filter(pl.col("id").is_in(chosen.selected))
    return everyone, selected, traits


@app.cell
def _(everyone, mo, pl, selected, traits):
    mo.ui.table(
        (everyone if selected.is_empty() else selected).select(
            "name", "archetype", "region", "mood", pl.col(traits).round(2), pl.col("coalitions").list.len()
        ),
        selection=None,
        show_column_summaries=False,
        label=f"{selected.height} chosen" if selected.height else "Nobody is chosen, so this is everyone",
    )
    return


@app.cell
def _(alt, everyone, selected, traits):
    along = alt.X("trait", sort=traits, title=None, axis=alt.Axis(labelAngle=0))
    each = selected.unpivot(traits, index="name", variable_name="trait")
    middle = everyone.select(traits).mean().unpivot(variable_name="trait")
    (
        alt.Chart(middle).mark_line(color="gray", strokeDash=[4, 4]).encode(along, alt.Y("value", title=None))
        + alt.Chart(each)
        .mark_line(point=True)
        .encode(along, alt.Y("value").scale(domain=[0, 1]), alt.Color("name", title="citizen"))
    ).properties(
        width="container",
        height=240,
        background="transparent",
        title="Seven traits, beside the town's average (dashed)",
    )
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## Take part

    Commands go from Python to the server; whoever watches the town sees what comes of them.
    """)
    return


@app.cell
def _(mo, town):
    pause = mo.ui.button(label="Pause", on_click=lambda _: town.pause())
    resume = mo.ui.button(label="Resume", on_click=lambda _: town.resume())
    steps = [
        mo.ui.button(label=f"Step: {stride}", on_click=lambda _, stride=stride: town.step(by=stride))
        for stride in ("event", "phase", "day")
    ]
    paces, pace = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64], town.status()["speed"]
    speed = mo.ui.slider(
        steps=paces, value=pace if pace in paces else 1, label="Speed", show_value=True, on_change=town.speed
    )
    mo.hstack([pause, resume, *steps, speed], justify="start", gap=0.5, wrap=True)
    return


@app.cell
def _(mo):
    operation = mo.ui.dropdown(
        ["greet", "gossip", "trade", "teach", "dispute", "celebrate", "mourn", "solo"],
        value="greet",
        label="Let those you chose",
    )
    act = mo.ui.run_button(label="now")
    mo.hstack([operation, act], justify="start", gap=0.5)
    return act, operation


@app.cell
def _(act, agent_town, chosen, mo, operation, town):
    def perturb():
        try:
            return mo.md(f"**{town.perturb(operation.value, *chosen.selected)['message']}**")
        except agent_town.TownError as error:
            return mo.callout(error.detail, kind="warn")

    perturb() if act.value else mo.md("*Nothing asked yet.*")
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## How the town has fared

    A row for each phase that is over, with what was measured in it.
    """)
    return


@app.cell
def _(mo):
    again = mo.ui.button(label="Measure again")
    again
    return (again,)


@app.cell
def _(again, alt, town):
    again
    phases = town.phases()
    measured = phases.with_row_index("phase of the run").unpivot(
        ["tension", "cooperation", "drama"], index="phase of the run", variable_name="measure"
    )
    alt.Chart(measured).mark_line().encode(
        alt.X("phase of the run"), alt.Y("value", title=None), alt.Row("measure", title=None)
    ).resolve_scale(y="independent").properties(width=640, height=70, background="transparent")
    return


@app.cell(hide_code=True)
def _(mo):
    mo.md("""
    ## Many towns

    One run is an anecdote. How far may two citizens differ and still draw nearer to each other? Here are eight seeds for each of three
    answers; every dot is a town that lived ten days.
    """)
    return


@app.cell
def _(mo):
    sweep = mo.ui.run_button(label="Live them")
    sweep
    return (sweep,)


@app.cell
def _(alt, mo, pl, subprocess, sweep, sys, tempfile):
    mo.stop(not sweep.value, mo.md("*Not lived yet. It takes a few seconds.*"))
    with tempfile.TemporaryDirectory() as folder:
        question = "sweep --seeds 1..8 --days 10 --param drift.confidence=0.2,0.35,0.5 --out runs.csv"
        subprocess.run([sys.executable, "-m", "agent_town", *question.split()], cwd=folder, check=True)
        runs = pl.read_csv(f"{folder}/runs.csv").rename({"drift.confidence": "confidence"})
    alt.Chart(runs).mark_circle(size=60).encode(
        alt.X("confidence:O", title="how far two may differ", axis=alt.Axis(labelAngle=0)),
        alt.Y("coalitions_mean", title="coalitions, mean over the run"),
        alt.XOffset("seed:O"),
        tooltip=["seed", "coalitions_formed", "coalitions_dissolved", "bridges_mean", "digest"],
    ).properties(width=640, height=220, background="transparent")
    return


if __name__ == "__main__":
    app.run()
