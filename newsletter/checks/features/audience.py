"""What newsletter.toml says of the readers' mail programs → each program's share of the readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeGuard

from newsletter.checks.features.catalogue import catalogue
from newsletter.files import did_you_mean

# What the name of a family does not mean: Windows Mail, which Microsoft ended on 2024-12-31 for the new Outlook; and
# Gmail in a phone's browser, where Gmail itself sends its readers on to its app. Named apart they count.
_ASIDE = frozenset(("outlook-windows-mail", "gmail-mobile-web"))


# Programs that one sentence names, before it only counts.
MOST_NAMED = 3


class Audience(NamedTuple):
    """Program → its share of the readers, in percent; and whether the publication said so itself."""

    shares: Mapping[str, float]
    is_own: bool

    def share(self, clients: Iterable[str]) -> float:
        """Return the share of some programs together, in percent."""
        return sum(self.shares[client] for client in clients)


def audience(said: Mapping[str, object]) -> Audience:
    """Return the audience that a table says, else the usual one.

    A family (``gmail``) shares its percents out evenly to those of its programs that are not named apart. Where they
    are more than 100 in all, they are counts of readers, and what matters is the share. What is no program is left
    out here, and told of by `mistakes`.
    """
    named = tuple((name, float(share)) for name, share in said.items()
                  if _is_share(share) and share and programs(name))
    return Audience(_shares(named or tuple(catalogue().audience.items())), bool(said))


@lru_cache(maxsize=8)
def _shares(table: tuple[tuple[str, float], ...]) -> Mapping[str, float]:
    """Return each program's share of what a table says."""
    named = {name for name, _ in table}
    whole = max(100.0, sum(share for _, share in table))
    shares: dict[str, float] = {}
    for name, share in table:
        members = [name] if name in catalogue().clients else [one for one in programs(name) if one not in named]
        for member in members:
            shares[member] = shares.get(member, 0) + 100 * share / whole / len(members)
    return shares


def programs(name: str) -> list[str]:
    """Return the programs that a name means: one, or all of a family; none where there is no such."""
    clients = catalogue().clients
    if name in clients:
        return [name]
    return [id for id, client in clients.items() if client.place[0] == name and id not in _ASIDE]


def mistakes(said: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """Return what is wrong in a table: its key, what is wrong with it, and what to do."""
    found = []
    known = {*catalogue().clients, *(client.place[0] for client in catalogue().clients.values())}
    for name, share in said.items():
        if not programs(name):
            todo = did_you_mean(name, known) or f"there are {', '.join(sorted(catalogue().audience))} and many more"
            found.append((name, f"there is no mail program '{name}'", todo))
        elif not _is_share(share):
            found.append((name, f"{name} takes its percents of the readers", f"write {name} = 30"))
    return found


def _is_share(said: object) -> TypeGuard[float]:
    """Say whether it is a percentage, or a count of readers: not nan, and none that there are no people for."""
    return isinstance(said, (int, float)) and not isinstance(said, bool) and 0 <= said <= 1e10


def names(clients: Iterable[str]) -> str:
    """Return programs as people name them: a family where all of it that counts is there, else each; and the rest counted.

    Gmail on the web, on iOS, on Android and in a phone's browser are “Gmail”.
    """
    left = list(clients)
    known = catalogue().clients
    named: list[str] = []
    while left:
        family = known[left[0]].place[0]
        members = programs(family)
        if len(members) > 1 and set(members) <= set(left):
            named.append(catalogue().families[family])
            left = [one for one in left if one not in members]
        else:
            named.append(known[left.pop(0)].name)
    if len(named) > MOST_NAMED + 1:
        named[MOST_NAMED:] = [f"{len(named) - MOST_NAMED} others"]
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else "".join(named)
