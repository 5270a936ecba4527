"""What a rule is, how a check becomes one, and the shelf of them all: the folder is the registry."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from newsletter.dom import Node
from newsletter.errors import UsageError
from newsletter.files import did_you_mean
from newsletter.model import Level, Owner, Struct

if TYPE_CHECKING:
    from newsletter.checks._sheet import Sheet


class Fault(NamedTuple):
    """What a check found, before the framework makes a `newsletter.model.Finding` of it.

    Attributes:
        message: what is wrong, in the editor's words, in one sentence without a full stop.
        at: where: a position of the issue (``b3.s2.title``, ``subject``; ``b1.text@2`` for a row of its words), an
            element of the page, a place in the sheet's html in characters; empty for the whole letter.
        hint: how to mend this one; empty for how the rule says.
        level: where this one counts more or less than the rule says; a level in newsletter.toml goes before both.
        owner: who mends this one, where that is not whom the rule names.
        where: ``file:line``, where the check knows better than `at`.
    """

    message: str
    at: str | int | Node = ""
    hint: str = ""
    level: Level | None = None
    owner: Owner | None = None
    where: str = ""


Judge = Callable[["Sheet"], Iterable[Fault]]


class Rule(Struct, frozen=True, kw_only=True):
    """What a check looks for.

    Attributes:
        id: stable for ever: it stands in newsletter.toml, in waivers and in reports of others.
        family: the file in ``newsletter/checks/`` that holds it.
        level: how much it counts, unless newsletter.toml says otherwise.
        what: what it finds, in one sentence.
        why: why that matters, in one sentence, with its source.
        mend: what to do, as a hint says it.
        online: it asks the web, and only runs where that is wanted.
        foreign: it also judges letters that were made elsewhere.
    """

    id: str
    family: str
    level: Level
    what: str
    why: str
    mend: str
    owner: Owner
    online: bool
    foreign: bool
    judge: Judge


_RULES: dict[str, Rule] = {}


def rule(
    id: str, level: Level, what: str, *, why: str, mend: str, owner: Owner = "editor", online: bool = False,
    foreign: bool = True,
) -> Callable[[Judge], Judge]:
    """Return what makes a check of a function that takes a `Sheet` and yields a `Fault` for all that it finds."""
    def registered(judge: Judge) -> Judge:
        if id in _RULES:
            raise ValueError(f"there are two checks called {id}")
        family = judge.__module__.removeprefix(f"{__package__}.").partition(".")[0]
        _RULES[id] = Rule(id=id, family=family, level=level, what=what, why=why, mend=mend, owner=owner, online=online,
                          foreign=foreign, judge=judge)
        return judge
    return registered


@cache
def rules() -> dict[str, Rule]:
    """Return all rules by id, family by family."""
    package = importlib.import_module(__package__)
    for module in sorted(found.name for found in pkgutil.iter_modules(package.__path__) if found.name[0] != "_"):
        importlib.import_module(f"{__package__}.{module}")
    return dict(sorted(_RULES.items(), key=lambda item: (item[1].family, item[0])))


def chosen(only: Iterable[str], skip: Iterable[str]) -> Iterator[Rule]:
    """Yield the rules that are wanted.

    Args:
        only, skip: ids (``SUBJ-LEN``), beginnings of ids (``SUBJ``) or families (``subject``).

    Raises:
        UsageError: one of them names no rule.
    """
    wanted, unwanted = _named(only), _named(skip)
    return (one for one in rules().values() if (not wanted or one.id in wanted) and one.id not in unwanted)


def _named(words: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for word in words:
        ids = {id for id, one in rules().items()
               if word.upper() == id or id.startswith(f"{word.upper()}-") or word.lower() == one.family}
        if not ids:
            families = {one.family for one in rules().values()}
            raise UsageError(f"there is no check '{word}'", todo=did_you_mean(word.upper(), rules()) or did_you_mean(
                word.lower(), families) or "see: newsletter list checks")
        found |= ids
    return found
