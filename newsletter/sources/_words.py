"""The words that pages put around articles (``data/furniture.toml``) → what such a line is. Shared by the kinds of sources.

Everything is compared as `newsletter.model.folded` leaves it: no case, no accents, no punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from newsletter.files import packaged
from newsletter.model import folded


@cache
def _phrases(*kinds: str) -> frozenset[str]:
    """Return the phrases of some kinds."""
    return frozenset(folded(phrase) for kind in kinds for phrase in packaged("furniture")[kind])


@cache
def _beginnings(kind: str) -> tuple[str, ...]:
    return tuple(_phrases(kind))


@cache
def _labels() -> Mapping[str, str]:
    """Return folded label → what follows it."""
    return {folded(word): kind for kind, words in packaged("furniture")["labels"].items() for word in words}


_PHRASE_LENGTH = 80
"""Longest line, in characters, that can still be a phrase of the page; what begins with one may be longer."""


def asks_to_read(text: str) -> bool:
    """Say whether a line is a link to the article and nothing else: ``Read more``, ``Continue reading →``."""
    said = folded(text[:_PHRASE_LENGTH])
    goes_on = said.startswith(_beginnings("more_begins")) and len(text) < 3 * _PHRASE_LENGTH
    return said in _phrases("more") or goes_on and re.search(r"[→»>…”\"]$|\babout\b", text) is not None


_READ_MORE_AT_END = re.compile(
    r"(?:(?<=[.!?…\])”\"’。！？])\s*|\s+(?=[\[(]))([\[(]?(?:read more|continue reading|keep reading|read on|more|"
    r"weiterlesen|mehr lesen|mehr|leer más|seguir leyendo|ver más|lire la suite|en savoir plus|leia mais|ler mais|"
    r"continue lendo|leggi tutto|lees meer|läs mer|czytaj dalej|читать далее|اقرأ المزيد|続きを読む|"
    r"阅读全文)[\])]?\s{0,3}[→»›>…]{0,3})$", re.IGNORECASE)


def read_more_at_end(text: str) -> int:
    """Return where a ``Read more`` glued to the end of a sentence begins, or the text's length."""
    start = max(0, len(text) - 40)
    found = _READ_MORE_AT_END.search(text[start:])
    return start + found.start(1) if found and start + found.start() > 0 else len(text)


def is_furniture(text: str) -> bool:
    """Say whether a line belongs to the page and not to an article: paging, sharing, cookies, counts, advertising."""
    said = folded(text[:_PHRASE_LENGTH])
    if said.startswith(_beginnings("furniture_begins")):
        return True
    words = said.split() if len(text) <= _PHRASE_LENGTH else []
    if said in _phrases("furniture", "own_names", "menu"):
        return True
    return bool(words) and (_is_paging(words) or _is_sharing(words) or _is_count(words))


def _is_paging(words: list[str]) -> bool:
    numbers = [word for word in words if word.isdigit()]
    known = all(word in _phrases("paging") or word.isdigit() for word in words)
    return known and (len(numbers) > 1 or not _phrases("paging_says").isdisjoint(words))


def _is_sharing(words: list[str]) -> bool:
    return all(word in _phrases("sharing") for word in words) and not _phrases("sharing_says").isdisjoint(words)


def _is_count(words: list[str]) -> bool:
    """Say whether a line counts something about an article: ``5 min read``, ``12 comments``, ``1.2K views``."""
    numbers = [word for word in words if word[0].isdigit()]
    rest = [word for word in words if not word[0].isdigit()]
    counted = all(word in _phrases("counting") for word in rest) and all(re.fullmatch(r"\d+[km]?", word) for word in numbers)
    return bool(numbers and rest) and counted


# ── imprint ──────────────────────────────────────────────────────────────────────────────────────────────────

_SURE = re.compile(
    r"©|\(c\) ?\d{4}|\ball rights reserved\b|\balle rechte vorbehalten\b|\btodos los derechos\b|\btous droits\b|"
    r"\btodos os direitos\b|\bofficial (?:publication|organ|magazine|newspaper|journal) of\b|\bissn\b|"
    r"\bp\. ?o\. ?box\b|^(?:impressum|imprint|mentions légales|legal notice)\W*$|\bprivacy (?:policy|notice|"
    r"statement)\b|^datenschutz(?:erklärung|hinweise)?\W*$|\bpolítica de privacidad\b|"
    r"\bdirectrice de la publication\b|^(?:tel|telephone|telefon|teléfono|téléphone|phone|fax|e-?mail|address|"
    r"adresse|dirección)\b\.? ?:", re.IGNORECASE)
_MAYBE = re.compile(
    r"\bcopyright\b|\b(?:is|are) published by\b|^published by\b|\bcontact (?:us|the editors?)\b|^(?:contact|kontakt|"
    r"contacto|privacy|terms)\b|\bcontáctenos\b|\bcontactez\b|\bherausgegeben von\b|\beditado por\b|\bédité par\b|"
    r"\bpostfach\b|\bsubscribe to our\b|\bsign up (?:for|to) our\b|\bfollow us\b|\bpowered by\b|"
    r"\bunsubscribe\b", re.IGNORECASE)
_STREET = re.compile(
    r"\b(?:street|avenue|road|lane|square|strasse|straße|platz|rue|calle|avenida|rua|via|piazza|floor|suite)\b|"
    r"straße\b|strasse\b|str\.", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"[^@]+@[^@]+\.[^@]+")
_LONGEST_IMPRINT_LINE = 160


def imprint_weight(text: str) -> int:
    """Return how much a line looks like one of an imprint: 2 surely (©, telephone, mail), 1 perhaps, 0 not."""
    if len(text) > _LONGEST_IMPRINT_LINE:
        return 0
    digits = sum(character.isdigit() for character in text)
    is_telephone = digits >= 7 and re.fullmatch(r"[\d\s()+./–-]+", text) is not None
    is_mail = len(text) <= 80 and "](" not in text and any(map(_MAIL_ADDRESS.fullmatch, text.split()))
    if is_telephone or is_mail or _SURE.search(text):
        return 2
    is_street = digits > 0 and len(text) <= 60 and _STREET.search(text) is not None
    return int(is_street or _MAYBE.search(text) is not None)


# ── labels before a colon ────────────────────────────────────────────────────────────────────────────────────

_SECTION_BEGINS = re.compile(r"(?:filed under|posted in|veröffentlicht in|publicado en|publié dans)\s+(?=\S)", re.I)


def labelled(text: str) -> tuple[str, str]:
    """Return what a line says it is, and what it says: ``Category: Europe`` → ``("section", "Europe")``."""
    found = _SECTION_BEGINS.match(text)
    if found:
        return "section", text[found.end():].lstrip(": ")
    label = re.match(r"[^\[(:：]{1,40}(?=[:：])", text)
    kind = _labels().get(folded(label[0]), "") if label else ""
    return (kind, text[label.end() + 1:].strip()) if label and kind and text[label.end() + 1:].strip() else ("", "")


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────

_WRITTEN_BY = re.compile(
    r"(?:written by|posted by|words by|by|von|por|par|di|da|door|av|af|od|από|بقلم|מאת)\s+(?=\S)", re.IGNORECASE)
_PARTICLES = frozenset(
    "de da do dos das del della di du d der den dem van von vom zu la le el al bin ibn bint ben e y i et und and og "
    "och en & ter ten te af av auf in at with mit con avec com et".split())
_ELIDED = re.compile(r"^(?:[dl]|dell)['’]")
_NAME_LENGTH = 70


def byline(text: str) -> str:
    """Return the names of a line that says who wrote it (``By M. Okafor``), or nothing."""
    found = _WRITTEN_BY.match(text)
    names = text[found.end():] if found else ""
    return names.rstrip(" ,") if is_name(names) else ""


def credit(text: str) -> str:
    """Return whose picture it is where a line says no more than that (``© T. Winter``), or nothing."""
    found = re.match(r"(?:©|\(c\))\s?(?=\D)", text)
    names = text[found.end():] if found else ""
    return names if is_name(names) else ""


def is_name(text: str) -> bool:
    """Say whether a text can be names of people: each word capitalised, or a particle between such words."""
    words = [word.strip(",.") for word in text.split()]
    if not words or not all(words) or len(words) > 10 or len(text) > _NAME_LENGTH:
        return False
    if re.search(r"[\d?!:;…“”\"«»|]", text):
        return False
    upright = [not _ELIDED.sub("", word)[:1].islower() for word in words]
    known = all(is_upright or word.casefold() in _PARTICLES for is_upright, word in zip(upright, words))
    return known and upright[-1] and (upright[0] or len(words) > 2)
