"""Frames as text: a drawn panel is made into JSON once, however many screens it goes to."""

import json
from functools import lru_cache
from typing import Final

from controlroom.ws.session import Frame


def encode(frame: Frame) -> str:
    if frame["t"] != "panels":
        return _json(frame)
    panels = ",".join(_panel(p["panel"], p["v"], p["html"]) for p in frame["panels"])
    return f'{{"t":"panels","seq":{frame["seq"]},"panels":[{panels}]}}'


@lru_cache(maxsize=256)
def _panel(panel: str, v: int, html: str) -> str:
    return _json({"panel": panel, "v": v, "html": html})


_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
