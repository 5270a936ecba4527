"""A service's file → the Service: its spellings, duties and limits, read strictly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from newsletter.errors import InputError, Mistakes, at
from newsletter.files import Toml, mistakes, read_text, read_toml, shown
from newsletter.model import Confidence, Field, Service, Shape

_TAGS = ("unsubscribe", "web_version", "preferences", "first_name", "email", "field", "postal_address")


def _table(kind: Any, about: str, *keys: str) -> Field:
    return Field(kind="table", about=about, fields={key: Field(kind=kind) for key in keys})


PROFILE: Mapping[str, Field] = {
    "name": Field(needs=True, about="what it is called"),
    "confidence": Field(choices=get_args(Confidence), about="how well this file is sourced"),
    "shape": Field(choices=get_args(Shape), about="how a letter is handed over"),
    "adds_list_unsubscribe": Field(kind="flag", about="it writes List-Unsubscribe itself"),
    "prints_preheader": Field(kind="flag", about="it prints the preheader itself"),
    "takes_text": Field(kind="flag", about="it takes our plain text; false: it makes its own"),
    "merged_here": Field(kind="flag", about="the words are filled in here"),
    "footer": Field(about="what it puts under a letter by itself"),
    "link_hosts": Field(kind="list", about="sites of the addresses that it puts in the place of links"),
    "required": Field(kind="list", about="what the HTML must hold"),
    "required_text": Field(kind="list", about="what the plain text must hold"),
    "forbids": Field(kind="list", about="what the HTML must not hold"),
    "changes": Field(kind="list", about="what it drops or changes"),
    "guards": Field(kind="list", about="what begins a tag of its own"),
    "guard_signs": Field(about="signs that begin a tag where a letter follows"),
    "fallback_forbids": Field(about="characters that break a fallback"),
    "escapes_fallback": Field(kind="flag", about="it escapes fallbacks for HTML itself"),
    "comment": Field(about="how a comment is written so that it survives"),
    "tags": _table("text", "its merge tags", *_TAGS),
    "text_tags": _table("text", "the same in plain text", *_TAGS),
    "url_tags": _table("text", "words inside an address", "first_name", "email", "field"),
    "fallbacks": _table("text", "words with a fallback", "first_name", "email", "field"),
    "text_fallbacks": _table("text", "the same in plain text", "first_name", "email", "field"),
    "url_fallbacks": _table("text", "the same inside an address", "first_name", "email", "field"),
    "text_guards": Field(kind="table", about="what begins a tag → how plain text writes it"),
    "limits": _table("number", "the most it takes", "html", "text", "message", "subject", "preheader"),
    "overhead": _table("number", "bytes it adds before sending", "link", "letter"),
    "words": _table("text", "its words for ours", "letter", "subject", "preheader", "html", "text", "pictures", "sender",
                    "editor"),
    "readers": _table("text", "its words for parts for some readers", "begin", "others", "end"),
}
"""What a service's file may say."""


def read(path: Path) -> Service:
    """Return the service in a file. Raises `Mistakes`: keys that are unknown, of another kind, or incomplete, all at once."""
    toml = read_toml(read_text(path), shown(path))
    wrong = mistakes(toml, toml.data, PROFILE) or list(_incomplete(toml))
    if wrong:
        raise Mistakes(wrong)
    said = {key: tuple(value) if isinstance(value, list) else value for key, value in toml.data.items()}
    return Service(id=path.stem, path=path, **said)


def _incomplete(toml: Toml) -> Iterator[InputError]:
    """Yield what a profile says without what belongs to it."""
    def wrong(what: str, todo: str, *key: str) -> InputError:
        return InputError(what, todo=todo, where=at(toml.name, toml.line(*key)))

    said = toml.data
    for table in ("fallbacks", "text_fallbacks", "url_fallbacks"):
        for key, spelled in said.get(table, {}).items():
            if "{fallback}" not in spelled:
                yield wrong(f"this spelling of {key} has no place for the fallback", "write {fallback} there", table, key)
    for table in ("tags", "fallbacks"):
        spelled = said.get(table, {}).get("field", "{name}")
        if "{name}" not in spelled and "{NAME}" not in spelled:
            yield wrong("this spelling of field has no place for its name", "write {name} or {NAME} there", table, "field")
    for sign, spelled in said.get("text_guards", {}).items():
        if not isinstance(spelled, str):
            yield wrong("a guard is written as a text", f"write '{sign}' = '…'", "text_guards", sign)
    for table in ("guards", "text_guards"):
        if "" in said.get(table, ()):
            yield wrong(f"an empty text in {table} begins no tag", "take it out", table)
    if said.get("readers") and not {"begin", "end"} <= said["readers"].keys():
        yield wrong("readers needs both, begin and end", "write begin = '…' and end = '…'", "readers")
    if "{comment}" not in said.get("comment", "{comment}"):
        yield wrong("this has no place for the comment", "write {comment} there", "comment")
