"""A town of simulated citizens in your notebook.

from agent_town import Town
town = Town()                # a server on this machine: `npm start`, or agent_town.serve()
town.dashboard()             # live, in marimo and Jupyter
town.citizens()              # a DataFrame
"""

from .errors import TownError
from .events import CitizenEvent, CoalitionEvent, DriftEvent, OperationEvent, PhaseChangeEvent, TownEvent
from .replay import Replay
from .serving import Served, serve
from .stream import Stream
from .town import Moment, Town

__all__ = [
    "CitizenEvent",
    "CoalitionEvent",
    "DriftEvent",
    "Moment",
    "OperationEvent",
    "PhaseChangeEvent",
    "Replay",
    "Served",
    "Stream",
    "Town",
    "TownError",
    "TownEvent",
    "serve",
]
