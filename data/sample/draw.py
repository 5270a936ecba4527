"""Draws the pictures of the sample publication into ``images/``: all, or those named (``python draw.py tram cover``).

Needs Pillow only. The pictures that stand in ``images/`` were made by this script; ``newsletter new --sample`` copies
them, and not the script.
"""

from __future__ import annotations

import sys
from pathlib import Path

from drawing import city, fields, films, land, letters, night, ports, sea, trains
from drawing.press import save_jpeg

IMAGES = Path(__file__).parent / "images"
PICTURES = {
    "archive": city.archive,
    "boats": ports.boats,
    "bridge": sea.bridge,
    "container-ship": ports.container_ship,
    "court": city.court,
    "cover": letters.cover,
    "dyke": land.dyke,
    "harbour": ports.harbour,
    "lighthouse": sea.lighthouse,
    "loom": films.loom,
    "mountain-pass": land.mountain_pass,
    "night-market": night.night_market,
    "night-train": trains.night_train,
    "radio-mast": night.radio_mast,
    "river-pilot": films.river_pilot,
    "solar-field": fields.solar_field,
    "terraces": fields.terraces,
    "tram": trains.tram,
    "wind-farm": sea.wind_farm,
}


def main(wanted: list[str]) -> None:
    """Draw the named pictures, or all."""
    for name, picture in PICTURES.items():
        if not wanted or name in wanted:
            save_jpeg(picture().finish(), IMAGES / f"{name}.jpg")
    if not wanted or "logo" in wanted:
        letters.logo().save(IMAGES / "logo.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
