"""A service's file → the Service: its spellings, duties and limits, read strictly, in the language of a publication.

A publication's file of a packaged name corrects ours: what it says stands in the place of what ours says, key by key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from newsletter.errors import InputError, Mistakes, at
from newsletter.files import Toml, mistakes, read_text, read_toml, shown
from newsletter.model import Confidence, Field, Service, Shape, replace
from newsletter.prose import one_line

_TAGS = ("unsubscribe", "web_version", "preferences", "first_name", "email", "field", "postal_address")
_IN_FOOTERS = ("unsubscribe", "postal_address")


def _table(kind: Any, about: str, *keys: str) -> Field:
    return Field(kind="table", about=about, fields={key: Field(kind=kind) for key in keys})


PROFILE: Mapping[str, Field] = {
    "name": Field(needs=True, about="what it is called"),
    "confidence": Field(choices=get_args(Confidence), about="how well this file is sourced"),
    "shape": Field(choices=get_args(Shape), about="how a letter is handed over"),
    "adds_list_unsubscribe": Field(kind="flag", about="it writes List-Unsubscribe itself"),
    "prints_preheader": Field(kind="flag", about="it asks for the preheader, and prints it"),
    "takes_text": Field(kind="flag", about="it takes our plain text; false: it makes its own"),
    "keeps_comments": Field(kind="flag", about="it lets comments through, those for Outlook"),
    "merged_here": Field(kind="flag", about="the words are filled in here"),
    "footer": Field(about="what it puts under a letter by itself"),
    "footer_holds": Field(kind="list", about="what that always holds: unsubscribe, postal_address"),
    "link_hosts": Field(kind="list", about="sites of the addresses that it puts in the place of links"),
    "required": Field(kind="list", about="what the HTML must hold"),
    "required_text": Field(kind="list", about="what the plain text must hold"),
    "forbids": Field(kind="list", about="what the HTML must not hold"),
    "changes": Field(kind="list", about="what it drops or changes"),
    "needs": _table("text", "what it takes that a word works there", *_TAGS, "fallback", "readers", "list_unsubscribe"),
    "guards": Field(kind="list", about="what begins a tag of its own"),
    "guard_signs": Field(about="signs that begin a tag where a letter follows"),
    "address_guards": Field(kind="list", about="what begins a tag in an address, percent-encoded, where a letter follows"),
    "fallback_forbids": Field(about="characters that break a fallback"),
    "reserved_fallbacks": Field(kind="list", about="fallbacks that mean something else"),
    "escapes_fallback": Field(kind="flag", about="it escapes fallbacks for HTML itself"),
    "nests": Field(kind="flag", about="a condition may stand within another"),
    "fills_in": Field(kind="list", about="the lines of the inbox that its engine is known to read: subject, preheader"),
    "comment": Field(about="how a comment is written so that it survives"),
    "tags": _table("text", "its merge tags", *_TAGS),
    "languages": Field(kind="list", about="what {LANGUAGE} in a merge tag may be; the first where a letter's is none of them"),
    "text_tags": _table("text", "the same in plain text", *_TAGS),
    "url_tags": _table("text", "words inside an address", "first_name", "email", "field"),
    "fallbacks": _table("text", "words with a fallback", "first_name", "email", "field"),
    "text_fallbacks": _table("text", "the same in plain text", "first_name", "email", "field"),
    "url_fallbacks": _table("text", "the same inside an address", "first_name", "email", "field"),
    "text_guards": Field(kind="table", about="what begins a tag → how plain text writes it"),
    "limits": _table("number", "the most it takes", "html", "text", "message", "subject", "preheader", "pictures"),
    "overhead": _table("number", "bytes it adds before sending", "link", "letter"),
    "words": _table("text", "its words for ours", "letter", "subject", "preheader", "html", "text", "pictures", "sender",
                    "editor"),
    "readers": _table("text", "its words for parts for some readers", "begin", "others", "end"),
}
"""What a service's file may say."""

_QUOTED = re.compile(r"'''.*?'''|'[^']*'|\"(?:\\.|[^\"\\])*\"")


# What is told in sentences of ours, on a line with them.
_TOLD = ("changes", "needs", "words")


def read(path: Path, corrects: Path | None = None) -> Service:
    """Return the service in a file. Raises `Mistakes`: keys that are unknown, of another kind, or incomplete, all at once.

    Args:
        corrects: the packaged file of the same name, where the file is a publication's: then it need say no more than
            what it corrects.
    """
    text, corrected = read_text(path), read_text(corrects) if corrects else ""
    toml = read_toml(text, shown(path))
    ours = read_toml(corrected, shown(corrects)).data if corrects else {}
    said = _over(_without_needs(ours, toml.data), toml.data)
    named = {"name": ours["name"], **toml.data} if ours else toml.data
    wrong = mistakes(toml, named, PROFILE) or [*_incomplete(toml, said), *_breaking(toml, said), *_half_corrected(toml, ours)]
    if wrong:
        raise Mistakes(wrong)
    own = frozenset(_keys(toml.data)) if ours else frozenset[str]()
    told = {key: [*map(one_line, value)] if isinstance(value, list) else {
        inner: one_line(word) for inner, word in value.items()} for key in _TOLD if (value := said.get(key))}
    return Service(id=path.stem, path=path, own=own, sources=sources(corrected) | sources(text), **{
        key: tuple(value) if isinstance(value, list) else value for key, value in (said | told).items()})


def sources(text: str) -> dict[str, str]:
    """Return where each value of a service's file comes from, in the words of its comments; those in a table as ``tags.email``.

    A comment stands behind its value, or above it: then it is for all values up to the next comment or empty line.
    """
    found: dict[str, str] = {}
    table, above, used = "", list[str](), False
    for line in text.splitlines():
        if line.startswith("#"):
            above, used = [*([] if used else above), line.strip("# ")], False
        elif not line.strip() or line.startswith("["):
            above, table = [], f"{line.strip('[] ')}." if line.strip() else table
        elif line[0] not in " ]":  # what begins with a blank goes on with the value before
            key, _, behind = _QUOTED.sub(lambda quoted: quoted[0].replace("#", " ").replace("=", " "), line).partition("=")
            name = line[:len(key)].strip(" '\"")
            found[table + name] = " ".join(filter(None, [behind.partition("#")[2].strip(), *above]))
            used = True
    return found


def _over(ours: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what two files say: of a table each key, of all else the whole value from the second where it has one.

    What the second says empty (``''``, ``[]``, ``{}``, 0) is known no more.
    """
    said = dict(ours)
    for key, value in own.items():
        inner = said.get(key)
        said[key] = _over(inner if isinstance(inner, Mapping) else {}, value) if value and isinstance(value, Mapping) else value
    return {key: value for key, value in said.items() if value or value is False}


def _without_needs(ours: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what our file says but what its own spelling of a word needs, where the publication spells the word."""
    spelled = own.get("tags", {})
    return {**ours, "needs": {name: need for name, need in ours.get("needs", {}).items() if name not in spelled}}


# The tables that spell a word for one place, where ``tags`` does not count then.
_SPELLINGS = {
    "fallbacks": "with a fallback", "text_tags": "in plain text", "text_fallbacks": "with a fallback in plain text",
    "url_tags": "within an address", "url_fallbacks": "with a fallback within an address",
}


def _half_corrected(toml: Toml, ours: Mapping[str, Any]) -> Iterator[InputError]:
    """Yield the words whose spelling a publication corrects in one table, while ours stands in another: that one would win."""
    for key, spelled in toml.data.get("tags", {}).items():
        if not spelled or spelled == ours.get("tags", {}).get(key):
            continue
        for table, place in _SPELLINGS.items():
            if key in ours.get(table, {}) and key not in toml.data.get(table, {}):
                yield InputError(
                    f"{key} is another here, but not {place}", where=at(toml.name, toml.line("tags", key)),
                    todo=f"write it under [{table}] too, in place of our {ours[table][key]}")


def _keys(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield the keys of a file, those within a table as ``tags.unsubscribe``."""
    for key, value in table.items():
        yield from (f"{key}.{inner}" for inner in value) if isinstance(value, Mapping) else [key]


def in_language(service: Service, language: str) -> Service:
    """Return a service whose merge tags are those for letters in a language."""
    if not service.languages:
        return service
    short = language.partition("-")[0].lower()
    spoken = short if short in service.languages else service.languages[0]
    return replace(service, tags={
        name: spelling.replace("{LANGUAGE}", spoken.upper()) for name, spelling in service.tags.items()
    })


def _incomplete(toml: Toml, said: Mapping[str, Any]) -> Iterator[InputError]:
    """Yield what a profile says without what belongs to it.

    Args:
        toml: the file, in which it is to be mended.
        said: what it says, with what it corrects.
    """
    def wrong(what: str, todo: str, *key: str) -> InputError:
        return InputError(what, todo=todo, where=at(toml.name, toml.line(*key)))

    for table in ("fallbacks", "text_fallbacks", "url_fallbacks"):
        for key, spelled in said.get(table, {}).items():
            if "{fallback}" not in spelled:
                yield wrong(f"this spelling of {key} has no place for the fallback", "write {fallback} there", table, key)
    for table in ("url_tags", "url_fallbacks"):
        for key, spelled in said.get(table, {}).items():
            if '"' in spelled:
                yield wrong(f'this spelling of {key} holds a ", which ends the address that it stands in', "write it with '", table, key)
    for table in ("tags", "fallbacks"):
        spelled = said.get(table, {}).get("field", "{name}")
        if "{name}" not in spelled and "{NAME}" not in spelled:
            yield wrong("this spelling of field has no place for its name", "write {name} or {NAME} there", table, "field")
    for key, spelled in said.get("tags", {}).items():
        if "{LANGUAGE}" in spelled and not said.get("languages"):
            yield wrong(f"this spelling of {key} needs to know the languages there are", "write languages = ['en', …]", "tags", key)
    for name in said.get("footer_holds", ()):
        if name not in _IN_FOOTERS:
            yield wrong(f"a footer that holds '{name}' means nothing here", f"there are {', '.join(_IN_FOOTERS)}", "footer_holds")
    for sign, spelled in said.get("text_guards", {}).items():
        if not isinstance(spelled, str):
            yield wrong("a guard is written as a text", f"write '{sign}' = '…'", "text_guards", sign)
    for table in ("guards", "address_guards", "text_guards"):
        if "" in said.get(table, ()):
            yield wrong(f"an empty text in {table} begins no tag", "take it out", table)
    for key in ("required", "required_text", "forbids"):
        if "" in said.get(key, ()):
            yield wrong(f"an empty text in {key} is in every letter", "take it out", key)
    if said.get("readers") and not {"begin", "end"} <= said["readers"].keys():
        yield wrong("readers needs both, begin and end", "write begin = '…' and end = '…'", "readers")
    if "{comment}" not in said.get("comment", "{comment}"):
        yield wrong("this has no place for the comment", "write {comment} there", "comment")


# With what a guard may begin, for that sign is written anew wherever it is found: with none of those that the letter's code, its
# entities and the stand-ins of its merge tags are made of.
_GUARDED = re.compile(r"[^\w\s\-/:.\"&=;<>#]|#[^\dxX]|<[^\w/!]")
# What a guard of plain text may not hold: the beginning of a stand-in, or anything that could be within one.
_IN_STAND_IN = re.compile(r"[\w\-/:.]|.*(?:m|me|mer|merg|merge|merge-|h|ht|htt|https?|https:|https:/|https://)\Z", re.DOTALL)


def _breaking(toml: Toml, said: Mapping[str, Any]) -> Iterator[InputError]:
    """Yield what a profile guards without being able to: the letter itself would be written anew, and its merge tags."""
    for key in ("guards", "guard_signs", "address_guards"):
        for guard in said.get(key, ()):
            if guard and not _GUARDED.match(guard):
                yield InputError(f"what begins with '{guard[0]}' cannot be guarded: the letter's own code is made of such signs",
                                 todo=f"take '{guard}' out, or begin it with the sign that begins the tag", where=at(toml.name, toml.line(key)))
    for guard in said.get("text_guards", ()):
        if _IN_STAND_IN.match(guard):
            yield InputError(f"'{guard}' in text_guards cannot be written anew: merge tags hold it until they are put in",
                             todo="take it out, or write only the signs that begin the tag",
                             where=at(toml.name, toml.line("text_guards", guard)))
