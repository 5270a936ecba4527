"""Ways to break the editor's words, and what only looks like it."""

from __future__ import annotations

from checks_help import Way

_NOTE = "You find the three stories on water below."
_TITLE = "title  = 'Porto Alegre builds its dyke again'"
_TEASER = "teaser = 'Two years after the flood the city argues about its height.'"
_DAY = "The vote is on Thursday, 26 November 2026."
_LANGUAGE = "language = 'en'"


def _note(text: str) -> dict[str, str]:
    return {_NOTE: text}


def _title(text: str) -> dict[str, str]:
    return {_TITLE: f'title  = "{text}"'}


def _teaser(text: str) -> dict[str, str]:
    return {_TEASER: f'teaser = "{text}"'}


def _in(language: str) -> dict[str, str]:
    return {_LANGUAGE: f"language = '{language}'"}


_WRONG_DAYS = {
    "en": "On Friday, November 25th we go on.", "de": "Am Freitag, dem 26. November 2026, geht es weiter.",
    "es": "El viernes 26 de noviembre de 2026 seguimos.", "fr": "Nous continuons le lundi 26 novembre 2026.",
    "pt": "Na sexta-feira, 26 de novembro de 2026, continuamos.", "it": "Venerdì 26 novembre 2026 continuiamo.",
}
_RIGHT_DAYS = {
    "en": "On Thursday the 26th of November we go on.", "de": "Am Do., 26.11.2026 geht es weiter.",
    "es": "El jueves 26 de noviembre seguimos.", "fr": "Nous continuons le jeudi 26 novembre.",
    "pt": "Na quinta, 26 de novembro, continuamos.", "it": "Giovedì 26 novembre continuiamo.",
}
_WRONG_COUNTS = {
    "en": "Seven stories this week.", "de": "Sieben neue Geschichten diese Woche.", "es": "Siete historias esta semana.",
    "fr": "Sept articles cette semaine.", "pt": "Sete histórias nesta semana.", "it": "Sette storie questa settimana.",
}
_RIGHT_COUNTS = {
    "en": "Four stories this week.", "de": "Vier Geschichten diese Woche.", "es": "Cuatro artículos esta semana.",
    "fr": "Quatre articles cette semaine.", "pt": "Quatro histórias nesta semana.", "it": "Quattro storie questa settimana.",
}

WAYS = [
    Way("TK-LEFT", "TK in a headline", issue=_title("Porto Alegre builds TK"), line="builds TK"),
    Way("TK-LEFT", "a planned story", issue={"url    = 'https://courier.example/europe/minho-bench'": "url = 'TK'"}, line="url = 'TK'"),
    Way("TK-LEFT", "TODO in the note", issue=_note("TODO: greet them."), line="TODO: greet"),
    Way("TPL-LOREM", "an address for examples in the note", line="https://example.com/x",
        issue=_note("Read [all of it in our archive](https://example.com/x).")),
    Way("TK-LEFT", "three question marks", issue=_teaser("The height is ??? metres."), line="???"),
    Way("TK-LEFT", "a word with these letters", issue=_teaser("STK and the TKR-7 pump, BTK’s own."), found=False),
    Way("TK-LEFT", "a runner-up that is planned", found=False,
        issue={"url    = 'https://courier.example/latin-america/lima-buses'": "url = 'TK'"}),
    Way("TPL-LOREM", "lorem ipsum", issue=_teaser("Lorem ipsum dolor sit amet."), line="Lorem"),
    Way("TPL-LOREM", "your company", issue=_note("Yours, [Your Company]"), line="Yours, [Your"),
    Way("TPL-LOREM", "an address for examples", line="bench for the quarrels",
        issue={"https://courier.example/europe/minho-bench": "https://www.example.com/minho"}),
    Way("TPL-LOREM", "a link with words in brackets", found=False,
        issue=_note("Read [your report](https://courier.example/report) on your table.")),
    Way("TPL-NONE", "None for a teaser", issue=_teaser("None"), line="teaser = \"None\""),
    Way("TPL-NONE", "dear undefined", issue={"Dear {first_name|friend},": "Dear undefined,"}),
    Way("TPL-NONE", "an object", issue=_teaser("[object Object] is the height.")),
    Way("TPL-NONE", "none of them", issue=_teaser("None of the dykes held, and null and void they are."), found=False),
    *(Way("DATE-WEEKDAY", f"a wrong day in {tag}", issue={_DAY: words}, settings=_in(tag), line=words)
      for tag, words in _WRONG_DAYS.items()),
    *(Way("DATE-WEEKDAY", f"the right day in {tag}", issue={_DAY: words}, settings=_in(tag), found=False)
      for tag, words in _RIGHT_DAYS.items()),
    Way("DATE-WEEKDAY", "a day in figures", issue=_teaser("Debate on Friday 26/11/2026."), line="26/11/2026"),
    Way("DATE-WEEKDAY", "figures that may be either", issue=_teaser("Debate on Friday 5/11/2026."), found=False),
    Way("DATE-WEEKDAY", "a day of a year that is not said", issue=_teaser("Debate on Monday, October 1.")),
    Way("DATE-WEEKDAY", "a day of next year", issue=_teaser("From Friday, 1 January on."), found=False),
    Way("DATE-WEEKDAY", "a date that is none", issue=_teaser("On Friday, 31 November."), found=False),
    Way("DATE-WEEKDAY", "a time", issue=_teaser("Debate on Monday 12:30, and on Friday 20 people came."), found=False),
    *(Way("CONT-COUNT", f"too many in {tag}", issue=_note(words), settings=_in(tag), line=words)
      for tag, words in _WRONG_COUNTS.items()),
    *(Way("CONT-COUNT", f"all of them in {tag}", issue=_note(words), settings=_in(tag), found=False)
      for tag, words in _RIGHT_COUNTS.items()),
    Way("CONT-COUNT", "too few in the preheader", line="preheader =",
        issue={"preheader = 'Strasbourg votes on a sleeper fund, and": "preheader = '3 stories on a sleeper fund, and"}),
    Way("CONT-COUNT", "some of them", issue=_note("Three stories on water stay with us."), found=False),
    Way("CONT-COUNT", "a house of many storeys", issue=_teaser("A house of thirty stories."), found=False),
    Way("CONT-MOJIBAKE", "an é read wrongly", issue=_teaser("The cafÃ© argues about its height."), line="cafÃ©"),
    Way("CONT-MOJIBAKE", "an apostrophe read wrongly", issue=_title("Porto Alegreâ€™s dyke")),
    Way("CONT-MOJIBAKE", "a letter that was lost", issue=_title("Porto Alegre\ufffds dyke")),
    Way("CONT-MOJIBAKE", "letters of six languages", found=False, issue=_teaser(
        "SÃO PAULO, MANHÃ, „Ä“, l’Âge d’or, ‹Ã›, Łódź, naïve, “ÀÉ”, Ñandú, Århus, Ærø, Þór, Ðarko.")),
    Way("CONT-TITLE-HTML", "a tag", issue=_title("Porto Alegre <b>builds</b> its dyke"), line="<b>"),
    Way("CONT-TITLE-HTML", "an entity", issue=_title("Porto Alegre &amp; its dyke")),
    Way("CONT-TITLE-HTML", "signs that are words", issue=_title("AT&T; a < b > c & <3 dykes"), found=False),
    Way("CONT-MARKDOWN", "bold", issue=_title("Porto Alegre **builds** its dyke"), line="**builds**"),
    Way("CONT-MARKDOWN", "a link", issue=_teaser("See [the plan](https://courier.example/plan).")),
    Way("CONT-MARKDOWN", "the stars of a tag", issue=_title("Why *|FNAME|* came back"), found=False),
    Way("CONT-MARKDOWN", "stars that are words", issue=_title("M*A*S*H: 5 * 3 * 2, and #1 [sic]"), found=False),
    Way("CONT-TRUNC", "three dots in brackets", issue=_teaser("Two years after the flood [...]"), line="[...]"),
    Way("CONT-TRUNC", "read more", issue=_teaser("Two years after the flood. Weiterlesen »")),
    Way("CONT-TRUNC", "half an entity", issue=_teaser("Two years after the flood &amp")),
    Way("CONT-TRUNC", "an ellipsis of the editor", issue=_teaser("Two years after the flood …"), found=False),
    Way("WORD-TWICE", "the the", issue=_teaser("Two years after the the flood."), line="the the"),
    Way("WORD-TWICE", "had had, and nous nous", issue=_teaser("What he had had; nous nous y voyons."), found=False),
]
