"""Findings → a report that people read on a terminal, and one that programs read."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import typer

from newsletter.prose import display_width, one_line, wrap

if TYPE_CHECKING:
    from newsletter.checks import Waived
    from newsletter.checks._against import Seen
    from newsletter.checks.features import Program
    from newsletter.model import Finding, Level

_HEADS: dict[Level, str] = {
    "error": "Errors: they keep the letter from going out",
    "warning": "Warnings: should be mended",
    "info": "Worth knowing",
}
_COLOURS = {"error": "red", "warning": "yellow", "info": "blue"}
_NOUNS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "info": ("note", "notes")}
_WIDEST, _UNFOLDED, _WIDEST_PLACE = 100, 10_000, 20
_TOLD_APART = 3  # findings of one rule; more are told together


def as_text(
    name: str, result: Waived, *, template: bool, programs: Sequence[Program] = (), unmade: bool = False, not_yet: str = ""
) -> str:
    """Return the report for people, wrapped and coloured where a terminal shows it.

    Args:
        name: the file that was checked, as messages name it.
        template: show the template's findings, too; else one line counts them.
        programs: what the readers' mail programs make of the letter.
        unmade: the letter could not be made, so that the mistakes of its file are all that was found.
        not_yet: why it cannot go out though it has no errors; empty where it can.
    """
    ours = [one for one in result.findings if template or one.owner == "editor"]
    theirs = [one for one in result.findings if not template and one.owner == "template"]
    wide = min(max((display_width(_place(one.where, name)) for one in ours), default=0), _WIDEST_PLACE)
    lines = [line for level in _HEADS for line in _group(level, [one for one in ours if one.level == level], name, wide)]
    if theirs:
        lines += [f"The template: {_count(theirs)}. See them with --template.", ""]
    if programs:
        lines += [*_by_program(programs), ""]
    if result.standing:
        lines += [*_waived(result), ""]
    return "\n".join([*lines, _summary(name, result, unmade=unmade, not_yet=not_yet)]) + "\n"


def _summary(name: str, result: Waived, *, unmade: bool, not_yet: str) -> str:
    waits = f"It can go out once it is approved: {not_yet}" if not_yet else ""
    if not result.findings:
        return _painted(f"{name}: nothing to mend. {waits}".rstrip(), "yellow" if waits else "green", bold=True)
    worst = next(level for level in _HEADS if any(one.level == level for one in result.findings))
    if unmade:
        said = f"{_count(result.findings)} so far; the letter could not be made, so nothing else was looked at."
    else:
        can = waits or "It can go out."
        said = f"{_count_by_owner(result.findings)}. {'It cannot go out like this.' if worst == 'error' else can}"
    return _painted(f"{name}: {said}", _COLOURS[worst], bold=True)


def _count_by_owner(findings: Sequence[Finding]) -> str:
    """Return how many there are of each level, the editor's and the template's apart."""
    ours = [one for one in findings if one.owner == "editor"]
    theirs = [one for one in findings if one.owner == "template"]
    said = _count(ours) if ours else "nothing of yours to mend"
    return f"{said}; the template: {_count(theirs)}" if theirs else said


def _count(findings: Iterable[Finding]) -> str:
    counts = Counter(one.level for one in findings)
    said = [f"{counts[level]} {_NOUNS[level][counts[level] > 1]}" for level in _HEADS if counts[level]]
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))


def _group(level: Level, findings: list[Finding], name: str, wide: int) -> Iterator[str]:
    if not findings:
        return
    yield _painted(_HEADS[level], _COLOURS[level], bold=True)
    for alike in _alike(findings):
        yield from _told(alike[0], _place(alike[0].where, name), wide, _more(alike[1:], name))
    yield ""


def _alike(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    """Yield findings by themselves, and together those of one rule with one way to mend them, where they are many."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        kinds.setdefault((finding.rule, finding.hint), []).append(finding)
    for kind in kinds.values():
        yield from ([kind] if len(kind) > _TOLD_APART else ([one] for one in kind))


def _more(others: Sequence[Finding], name: str) -> str:
    """Return where else a finding stands, as far as a place names a line; empty for nowhere."""
    if not others:
        return ""
    places = list(dict.fromkeys(_place(one.where, name) for one in others))
    lines = [place.removeprefix("line ") for place in places if place.startswith("line ")]
    where = f"lines {', '.join(lines)}" if len(lines) == len(places) > 1 else ", ".join(places)
    return f"and {len(others)} more like it: {where}"


def _told(finding: Finding, place: str, wide: int, more: str) -> Iterator[str]:
    """Yield a finding: its place and what is wrong, where else it stands, what to do and the name of the rule."""
    margin = " " * (wide + 4)
    first = f"  {place}" + " " * (wide - display_width(place)) + "  "
    if display_width(place) > wide:
        yield first.rstrip()
        first = margin
    yield wrap(one_line(finding.message), _width(), first, margin)
    if more:
        yield wrap(one_line(more), _width(), margin, margin)
    hint = one_line(finding.hint)
    yield _painted(wrap(f"{hint} ({finding.rule})" if hint else f"({finding.rule})", _width(), margin, margin), dim=True)


def _place(where: str, name: str) -> str:
    """Return where a finding is: of the file that was checked the line alone."""
    if where == name:
        return "the letter"
    line, _, column = where.removeprefix(f"{name}:").partition(":")
    if where.startswith(f"{name}:") and line.isdigit():
        return f"line {line}" + (f", column {column}" if column else "")
    return where


def _waived(result: Waived) -> Iterator[str]:
    yield "Waived in the issue:"
    for rule, reason in dict.fromkeys((finding.rule, waiver.reason) for finding, waiver in result.standing):
        yield wrap(f"{rule}: {one_line(reason)}", _width(), "  ", "    ")


def compared_as_text(came: str, sent: str, seen: Iterable[Seen]) -> str:
    """Return what became of a letter on its way, a sentence a line: what was lost, then what is as it was."""
    seen = list(seen)
    lost = [one.what for one in seen if not one.ok]
    lines = [f"{came}, against {sent}:"]
    lines += [_painted(wrap(one_line(what), _width(), "  ! ", "    "), "red") for what in lost]
    lines += [wrap(one_line(one.what), _width(), "    ", "    ") for one in seen if one.ok]
    if not lost:
        last = _painted("It came as it was sent.", "green", bold=True)
    else:
        last = _painted(f"{'One thing is' if len(lost) == 1 else f'{len(lost)} things are'} not as they should be.".replace(
            "is not as they", "is not as it"), "red", bold=True)
    return "\n".join([*lines, "", last]) + "\n"


def _by_program(programs: Sequence[Program]) -> Iterator[str]:
    """Yield what each mail program does not show: first what its readers lose something by."""
    from newsletter.checks.features import catalogue

    yield _painted(f"By mail program, the most read with first (caniemail, data of {catalogue().date})", bold=True)
    for one in programs:
        share = f"{one.share:.0f} %" if one.share >= 1 else "under 1 %"
        yield wrap(f"{one.name}, {share} of the readers: {_shown_by(one)}", _width(), "  ", "    ")
        for words, features in (("loses", one.loses), ("without", one.without)):
            if features:
                yield wrap(", ".join(features), _width(), f"    {words:<9}", " " * 13)


def _shown_by(program: Program) -> str:
    missing = len(program.loses) + len(program.without)
    if not missing:
        return f"shows all of it, {len(program.partly)} of it in part" if program.partly else "shows all of it"
    return f"{missing} not shown" + (f", {len(program.partly)} in part" if program.partly else "")


def _is_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _width() -> int:
    return min(shutil.get_terminal_size().columns - 1, _WIDEST) if _is_terminal() else _UNFOLDED


def _painted(text: str, colour: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
    if not _is_terminal() or os.environ.get("NO_COLOR"):
        return text
    return typer.style(text, fg=colour, bold=bold or None, dim=dim or None)


# ── for programs ─────────────────────────────────────────────────────────────────────────────────────────────


def as_json(name: str, result: Waived) -> dict[str, Any]:
    """Return the report as JSON has it: the file, how many of each level, the findings, and what was waived."""
    counts = Counter(one.level for one in result.findings)
    return {
        "file": name,
        "errors": counts["error"],
        "warnings": counts["warning"],
        "notes": counts["info"],
        "findings": [_as_dict(one) for one in result.findings],
        "waived": [{**_as_dict(one), "reason": waiver.reason, "until": waiver.until.isoformat() if waiver.until else None}
                   for one, waiver in result.standing],
    }


def compared_as_json(came: str, sent: str, seen: Iterable[Seen]) -> dict[str, Any]:
    """Return what became of a letter as JSON has it."""
    said = [{"ok": one.ok, "what": one.what} for one in seen]
    return {"came": came, "sent": sent, "lost": sum(not one["ok"] for one in said), "seen": said}


def _as_dict(finding: Finding) -> dict[str, Any]:
    from newsletter.checks import place

    file, line, column = place(finding.where)
    return {
        "rule": finding.rule, "level": finding.level, "message": finding.message, "hint": finding.hint, "file": file,
        "line": line or None, "column": column or None, "position": finding.position, "owner": finding.owner,
    }
