"""Ways to break the words of links, and what only looks like it."""

from __future__ import annotations

from checks_help import Way

_ROOM = "[our reading room](https://courier.example/room)"


def _link(words: str) -> dict[str, str]:
    return {_ROOM: f"[{words}](https://courier.example/room)"}


WAYS = [
    *(Way("A11Y-LINK-VAGUE", words, issue=_link(words), line="text = ") for words in (
        "here", "Click here!", "Read more »", "hier", "Weiterlesen", "aquí", "Haz clic aquí", "Cliquez ici", "En savoir plus",
        "clique aqui", "Saiba mais", "clicca qui", "Scopri di più")),
    *(Way("A11Y-LINK-VAGUE", f"{words}, which says more", issue=_link(words), found=False) for words in (
        "Here is the plan", "More on the night train", "Hier steht der Plan", "Leer el informe", "Lire le rapport")),
    Way("A11Y-LINK-URL", "an address", issue=_link("https://courier.example/room"), line="text ="),
    Way("A11Y-LINK-URL", "the name of a site", issue=_link("courier.example"), found=False),
]
