"""Models for the stages of tests, in marimo and in Jupyter alike."""

import json
import os
from pathlib import Path

import anywidget
import traitlets
from agent_town import Town
from agent_town.widgets import TownWidget
from anywidget.experimental import command


def make(asked):
    """Models by name, as JSON asks for them: `{"a": {"widget": "scatter", "town": "smallville", "traits": {}}}`."""
    towns = {}
    return {name: _one(towns, **one) for name, one in json.loads(asked).items()}


def assign(model, traits):
    """Sets traits, all in one message to the browser."""
    with model.hold_sync():
        for name, value in json.loads(traits).items():
            setattr(model, name, value)


def _one(towns, widget, traits, town=None):
    if town is None:
        return Probe(**traits)
    towns[town] = towns.get(town) or Town(os.environ["AGENT_TOWN_URL"], town)
    return getattr(towns[town], widget)(**traits)


def _beside(name):
    return (Path(__file__).parent / name).read_text()


TownWidget._esm = _beside("counting.js").replace("SOURCE", json.dumps(str(TownWidget._esm)))


class Probe(anywidget.AnyWidget):
    """Writes down how its host treats a widget: `globalThis.probes` in the browser, `heard` in the kernel."""

    _esm = _beside("probe.js")
    a = traitlets.Int(0).tag(sync=True)
    b = traitlets.Int(0).tag(sync=True)
    items = traitlets.List([1]).tag(sync=True)
    floats = traitlets.Any(None, allow_none=True).tag(sync=True)
    raw = traitlets.Bytes(b"\x01\x02\x03").tag(sync=True)
    heard = traitlets.List()

    def __init__(self, **traits):
        super().__init__(**traits)
        self.observe(self._note, ["a", "b", "items", "floats", "raw"])
        self.on_msg(self._answer)

    def _note(self, change):
        self.heard = [*self.heard, [change["name"], type(change["new"]).__name__]]

    @command
    def _echo(self, message, buffers):
        return message, buffers

    def _answer(self, _, content, buffers):
        self.heard = [*self.heard, ["message", len(buffers)]]
        self.send({"answer": content})
