"""What checks know of six languages: numbers in words, what stories are called, words that say “here”, and vague links."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from newsletter.model import folded

_NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
          "eighteen nineteen twenty",
    "de": "eine zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
          "achtzehn neunzehn zwanzig",
    "es": "una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
          "dieciocho diecinueve veinte",
    "fr": "une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
          "dix-neuf vingt",
    "pt": "uma duas três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito "
          "dezenove vinte",
    "it": "una due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
          "diciassette diciotto diciannove venti",
}
_ALSO = {"es": {"dos": 2}, "pt": {"dois": 2, "dezasseis": 16, "dezassete": 17, "dezanove": 19}, "de": {"zwo": 2}}
_STORIES = {
    "en": "stories articles pieces reads", "de": "geschichten artikel texte beiträge stücke",
    "es": "historias artículos textos piezas", "fr": "histoires articles textes sujets",
    "pt": "histórias artigos textos matérias", "it": "storie articoli testi pezzi",
}
_FILMS = {
    "en": "films videos", "de": "filme videos", "es": "películas vídeos videos", "fr": "films vidéos",
    "pt": "filmes vídeos", "it": "film video",
}
# Adjectives that may stand between a number and what is counted, and leave it the whole.
_FRESH = {
    "en": "new|fresh|more", "de": "neue|neuen|weitere", "es": "nuevas|nuevos", "fr": "nouveaux|nouvelles|nouveau",
    "pt": "novas|novos", "it": "nuove|nuovi",
}
# Words that say that all of this number is meant, right behind what is counted.
_HERE = {
    "en": r"this week|today|below|in this (?:issue|number|letter|newsletter|edition)|for you|for the weekend",
    "de": r"diese woche|heute|unten|in dieser (?:ausgabe|nummer|woche)|in diesem (?:brief|newsletter)|für sie|für euch|für dich",
    "es": r"esta semana|hoy|abajo|en (?:este|esta) (?:número|edición|boletín|carta)|para ti|para usted",
    "fr": r"cette semaine|aujourd[’']hui|ci-dessous|dans (?:ce numéro|cette lettre|cette édition)|pour vous",
    "pt": r"esta semana|nesta semana|hoje|abaixo|n(?:este|esta|essa|esse) (?:número|edição|carta|boletim)|para você|para si",
    "it": r"questa settimana|oggi|qui sotto|in questo numero|in questa (?:edizione|lettera)|per voi|per te",
}
# As `folded` leaves them.
_VAGUE = {
    "en": "click here|tap here|here|this|this link|link|read more|more|learn more|find out more|see more|view more|more info|"
          "more information|details|read|read on|read this|continue|continue reading|go|this page|this article|see here|"
          "read here|download|full story|full article",
    "de": "hier|hier klicken|klick hier|klicken sie hier|klicke hier|mehr|mehr lesen|weiter|weiterlesen|lesen|link|dieser link|"
          "mehr erfahren|mehr infos|mehr informationen|details|zum artikel|jetzt lesen|hier lesen|weitere informationen",
    "es": "aqui|haz clic aqui|haga clic aqui|clic aqui|pulsa aqui|pulse aqui|mas|leer mas|lee mas|leer|ver mas|seguir leyendo|"
          "sigue leyendo|enlace|este enlace|mas informacion|saber mas|continuar leyendo",
    "fr": "ici|cliquez ici|clique ici|plus|lire|lire plus|lire la suite|la suite|en savoir plus|lien|ce lien|voir plus|"
          "plus d informations|plus d infos|decouvrir|continuer|cet article",
    "pt": "aqui|clique aqui|clica aqui|mais|ler mais|leia mais|ler|saiba mais|saber mais|ver mais|veja mais|link|este link|"
          "continue lendo|continuar a ler|mais informacoes",
    "it": "qui|clicca qui|clicca|cliccate qui|leggi|leggi di piu|leggi tutto|continua|continua a leggere|scopri di piu|di piu|"
          "link|questo link|maggiori informazioni|vai|approfondisci",
}


class Counting(NamedTuple):
    """How a language counts what a letter carries.

    Attributes:
        pattern: groups ``number``, ``stories``, ``films`` and ``here``.
        numbers: folded word → number.
    """

    pattern: re.Pattern[str]
    numbers: dict[str, int]


@cache
def counting(language: str) -> Counting | None:
    """Return how a language counts; None for one that we do not know."""
    tag = language.lower().partition("-")[0]
    if tag not in _NUMBERS:
        return None
    numbers = {word: number for number, word in enumerate(_NUMBERS[tag].split(), 1)} | _ALSO.get(tag, {})
    words = "|".join(sorted(map(re.escape, numbers), key=len, reverse=True))
    stories, films = ("|".join(map(re.escape, table[tag].split())) for table in (_STORIES, _FILMS))
    return Counting(re.compile(
        rf"(?<![\w-])(?P<number>{words}|\d{{1,2}})\s+(?:(?:{_FRESH[tag]})\s+)?(?:(?P<stories>{stories})|(?P<films>{films}))\b"
        rf"(?P<here>\s+(?:{_HERE[tag]})\b)?", re.IGNORECASE), {word.casefold(): number for word, number in numbers.items()})


@cache
def _all_vague() -> frozenset[str]:
    return frozenset(words for table in _VAGUE.values() for words in table.split("|"))


def is_vague(words: str) -> bool:
    """Say whether the words of a link say nothing of where it leads, in any of the six languages."""
    return folded(words) in _all_vague()
