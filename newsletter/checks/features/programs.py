"""A letter and its readers' mail programs → what each of them does not show of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from newsletter.checks.features.audience import audience, names
from newsletter.checks.features.catalogue import catalogue
from newsletter.checks.features.judging import Verdict, shown_title, verdict
from newsletter.checks.features.scan import scan


class Program(NamedTuple):
    """What one mail program, or several that do the same, make of a letter.

    Attributes:
        name: ``Gmail``, or ``Outlook on iOS and Outlook on Android``.
        share: of the readers, in percent.
        loses: features that it does not show, and its readers lose something by that.
        without: features that it does not show, and nobody misses.
        partly: features that it shows in part, or one of several does.
    """

    name: str
    share: float
    loses: tuple[str, ...]
    without: tuple[str, ...]
    partly: tuple[str, ...]


def by_program(html: str, said: Mapping[str, object]) -> list[Program]:
    """Return what the programs of an audience make of a letter, those with most readers first.

    Args:
        said: the ``[audience]`` table.
    """
    readers = audience(said)
    features = catalogue().features
    verdicts = [verdict(features[slug], seen, readers) for slug, seen in scan(html).seen.items()]
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[tuple[str, list[str]]]] = {}
    for client in readers.shares:
        loses, without, partly = _said(client, verdicts)
        alike.setdefault((tuple(loses), tuple(without)), []).append((client, partly))
    found = [
        Program(names(client for client, _ in those), readers.share(client for client, _ in those), loses, without,
                tuple(sorted({feature for _, partly in those for feature in partly})))
        for (loses, without), those in alike.items()
    ]
    return sorted(found, key=lambda one: -one.share)


def _said(client: str, verdicts: list[Verdict]) -> tuple[list[str], list[str], list[str]]:
    """Return the features that a program's readers lose something by, that they go without, that they see in part."""
    lost = [one for one in verdicts if client in one.losing and one.feature.is_structural]
    missed = [one for one in verdicts if client in one.missing and one not in lost]
    partly = [one for one in verdicts if client in one.partly]
    return _titles(lost), _titles(missed), _titles(partly)


def _titles(verdicts: list[Verdict]) -> list[str]:
    return sorted((shown_title(one.feature) for one in verdicts), key=str.casefold)
