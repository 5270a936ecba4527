"""Words on the command line → the issue and the articles that are meant; and commands as they can be typed again.

Quotes round a headline are easily forgotten: words that are no address and no issue are one headline together. A word
with a blank in it stood in quotes, and is one by itself.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence

from newsletter.cli.manners import here
from newsletter.errors import InputError, UsageError
from newsletter.files import STDIN, shown


def is_address(word: str) -> bool:
    """Return whether a word is an address on the web."""
    return "://" in word


def articles_in(words: Iterable[str]) -> list[str]:
    """Return the addresses and headlines that words name, in their order, each once."""
    found: list[str] = []
    loose: list[str] = []
    for word in words:
        if is_address(word) or " " in word.strip():
            found += [" ".join(loose), word]
            loose = []
        else:
            loose.append(word)
    return list(dict.fromkeys(filter(str.strip, [*found, " ".join(loose)])))


def issue_first(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return the issue and the articles that words name, where an issue may stand first; it is empty for none."""
    first, *rest = words
    if _names_an_issue(first) or (_looks_like_an_issue(first) and rest and is_address(rest[0])):
        return first, articles_in(rest)
    return "", articles_in(words)


def issue_last(words: Sequence[str]) -> tuple[str, str]:
    """Return the article and the issue that words name, where an issue may stand last; it is empty for none."""
    *first, last = words
    if first and (_names_an_issue(last) or any(map(is_address, first))):
        return " ".join(first), last
    return " ".join(words), ""


def _names_an_issue(word: str) -> bool:
    """Return whether a word names an issue that is there; a headline may begin or end with a number, too."""
    from newsletter import issue

    if word == STDIN or word.endswith(".toml"):
        return True
    if word.isdecimal():
        return any(number == int(word) for number, _ in issue.numbers(here()))
    try:
        return issue.find(here(), word).is_file()
    except InputError:
        return False


def _looks_like_an_issue(word: str) -> bool:
    return re.fullmatch(r"\d+|\d{4}-\d\d-\d\d", word) is not None


def no_such_issue(word: str) -> None:
    """Raise InputError for a number or a date that no issue has; for where it cannot be a word of a headline either."""
    from newsletter import issue

    if _looks_like_an_issue(word):
        issue.find(here(), word)


def one_waits(name: str) -> None:
    """Raise UsageError where several issues wait to be sent: a mark on the wrong one is found out too late.

    Args:
        name: the command that would take the newest.
    """
    from newsletter import issue

    waiting = [(number, shown(path)) for number, path, is_sent in issue.marks(here()) if not is_sent]
    if len(waiting) > 1:
        names = [path if number is None or [one for one, _ in waiting].count(number) > 1 else str(number)
                 for number, path in waiting]
        raise UsageError(f"{len(names)} issues wait to be sent: {', '.join(names)}",
                         todo=f"say which: {command(name, names[0])}")


def command(*words: str) -> str:
    """Return a command of ours with its words quoted, so that it can be typed as it stands."""
    return shlex.join(("newsletter", *words))
