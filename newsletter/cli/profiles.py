"""A service's profile, as ``newsletter list services`` shows it: all of one, or a table of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from newsletter.files import shown

if TYPE_CHECKING:
    from newsletter.model import Field, Service

_SHAPES = {
    "paste": "paste the HTML", "body": "paste the body", "zip": "upload a zip", "url": "from the web", "blocks": "by hand",
    "api": "by a program", "eml": "as a message",
}
_HEADS = ("Service", "Unsubscribe", "Web version", "First name", "Plain text", "Import", "Some readers", "Confidence")


def about(service: Service, fields: Mapping[str, Field]) -> Iterator[str]:
    """Yield all that is known of a service, each with what it is for and where it was read, once for those of one place.

    A ← stands behind what the publication's file says.

    Args:
        fields: what a profile may say.
    """
    def whose(key: str) -> str:
        return "   ←" if key in service.own else ""

    for key, field in fields.items():
        value = getattr(service, key)
        if key == "name" or value in (None, "", (), {}):
            continue
        if isinstance(value, Mapping):
            yield f"  {key}: {field.about}"
            places = [service.sources.get(f"{key}.{ours}", "") for ours in value]
            for (ours, theirs), place, after in zip(value.items(), places, [*places[1:], ""], strict=True):
                yield f"    {ours} → {_plain(theirs)}{whose(f'{key}.{ours}')}"
                yield from _read(place) if place != after else ()
            continue
        if isinstance(value, tuple):
            yield f"  {key}: {field.about}{whose(key)}"
            yield from (f"    {item}" for item in value)
        else:
            yield f"  {key} = {_plain(value)} — {field.about}{whose(key)}"
        yield from _read(service.sources.get(key, ""))
    yield f"  file: {shown(service.path)}" + (", over the packaged one: ← is from it" if service.own else "")


def _read(place: str) -> Iterator[str]:
    """Yield the line that says where a value was read."""
    if place:
        yield f"      source: {place}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value)


def table(services: Iterable[Service]) -> str:
    """Return a Markdown table of services: what the words are that editors ask for first, and how a letter gets in."""
    rows = [_HEADS, ("---",) * len(_HEADS), *(_row(service) for service in services)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _row(service: Service) -> tuple[str, ...]:
    greeting = service.fallbacks.get("first_name", service.tags.get("first_name", "")).replace("{fallback}", "friend")
    here = "filled in here"
    return (
        f"{service.name} (`{service.id}`)",
        here if service.merged_here else _address("unsubscribe", service) or ("in its footer" if service.footer else "?"),
        here if service.merged_here else _address("web_version", service) or "your own address",
        here if service.merged_here else _code(greeting) or "“friend” for all",
        {True: "ours", False: "its own", None: "?"}[service.takes_text],
        _SHAPES[service.shape] if service.shape else "?",
        "yes" if service.readers else "no",
        service.confidence,
    )


def _address(name: str, service: Service) -> str:
    """Return a service's word for an address; empty where it has none."""
    tag = service.tags.get(name, "")
    return "your own address, marked" if "{address}" in tag else _code(tag)


def _code(tag: str) -> str:
    """Return a tag as code in a cell of a table, in which a bar would begin the next one."""
    if not tag:
        return ""
    quotes = "``" if "`" in tag else "`"
    blank = " " if "`" in tag else ""
    return f"{quotes}{blank}{tag}{blank}{quotes}".replace("|", "\\|")
