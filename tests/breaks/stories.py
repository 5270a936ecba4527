"""Ways to break the stories, and what only looks like it."""

from __future__ import annotations

from checks_help import Way

_DYKE = "url    = 'https://courier.example/latin-america/porto-alegre-dyke'"
_TITLE = "title  = 'Porto Alegre builds its dyke again'"
_ALT = "alt    = 'Two excavators on a dyke above brown water'"
_BENCH = "url    = 'https://courier.example/europe/minho-bench'"
_DATE = "date      = 2026-11-20"
_NO_STORIES = {
    "You find the three stories on water below. ": "",
    "the *night train* is back on the agenda, and with it the question of **who pays**. ": "",
    "  [[block.story]]\n": "  [[block.story]]\n  use = false\n",
    "  use    = false\n": "",
}

WAYS = [
    Way("CONT-EMPTY", "no story in use", issue=_NO_STORIES),
    Way("CONT-EMPTY", "one story", found=False, issue={"[[block]]\nkind  = 'section'": "[[block]]\nuse = false\nkind  = 'section'"}),
    Way("STORY-NO-LINK", "no address", issue={_DYKE: ""}, line="title  = 'Porto"),
    Way("STORY-NO-LINK", "a runner-up without one", found=False,
        issue={"url    = 'https://courier.example/latin-america/lima-buses'": ""}),
    Way("CONT-DUP", "the same address", line="On the Minho",
        issue={_BENCH: "url = 'https://www.courier.example/europe/lodz-trams/?utm_source=x'"}),
    Way("CONT-DUP", "the same headline", issue={_TITLE: "title = 'Who pays for the night train'"}, line="pays for the night train'"),
    Way("CONT-DUP", "an address that is like another", issue={_BENCH: "url = 'https://courier.example/europe/lodz-trams-2'"},
        found=False),
    Way("CONT-REPEAT", "a story of last week", line="title  = 'Porto",
        issue={_DYKE: "url = 'https://courier.example/europe/danube-low-water?utm_source=feed'"}),
    Way("CONT-REPEAT", "a story that may come again", found=False,
        issue={_DYKE: "repeat = true\n  url = 'https://courier.example/europe/danube-low-water'"}),
    Way("CONT-STALE", "last year", issue={_TITLE: _TITLE + "\n  date = 2025-11-20"}, line="date = 2025"),
    Way("CONT-STALE", "next week", issue={_TITLE: _TITLE + "\n  date = 2026-11-27"}, line="date = 2026-11-27"),
    Way("CONT-STALE", "three months old", issue={_TITLE: _TITLE + "\n  date = 2026-08-22"}, found=False),
    Way("ISSUE-DAY", "a Saturday", issue={_DATE: "date = 2026-11-21"}, line="date ="),
    Way("ISSUE-DAY", "another Friday", issue={_DATE: "date = 2026-11-27"}, found=False),
    Way("ISSUE-PAST", "yesterday", issue={_DATE: "date = 2026-11-18"}, line="date ="),
    Way("ISSUE-PAST", "today", issue={_DATE: "date = 2026-11-19"}, found=False),
    Way("ISSUE-PAST", "over and sent", issue={_DATE: "date = 2026-11-18\nsent = 2026-11-18"}, found=False),
    Way("ISSUE-NUMBER", "a number left out", issue={"number    = 47": "number = 48"}, line="number ="),
    Way("ISSUE-NUMBER", "another than the file's name", issue={"number    = 47": "number = 46"}, line="number ="),
    Way("ISSUE-NUMBER", "a number that another file has", earlier={"number    = 46": "number = 47"}, line="number "),
    Way("ISSUE-NUMBER", "the next one", found=False),
    Way("STORY-SECTION", "its address names another section", line="[[block.story]]  # astray",
        issue={"  [[block.story]]\n  " + _BENCH: "  [[block.story]]  # astray\n  url = 'https://courier.example/latin-america/minho'"}),
    Way("STORY-SECTION", "its kicker names another section",
        issue={_TITLE: _TITLE + "\n  kicker = 'Europe'", "latin-america/porto": "rivers/porto"}),
    Way("STORY-SECTION", "its address names no section", issue={_BENCH: "url = 'https://courier.example/rivers/minho'"}, found=False),
    Way("SECTION-EMPTY", "three numbers without Asia", standing="[[block]]\nkind = 'section'\ntitle = 'Asia'\npick = { most = 2 }\n",
        before=2),
    Way("SECTION-EMPTY", "two numbers without Asia", standing="[[block]]\nkind = 'section'\ntitle = 'Asia'\npick = { most = 2 }\n",
        found=False),
    Way("SECTION-EMPTY", "a section that fills", standing="[[block]]\nkind = 'section'\ntitle = 'Europe'\npick = { most = 2 }\n",
        before=2, found=False),
    Way("STORY-LONG", "111 letters", issue={_TITLE: f"title = '{'Porto Alegre ' * 9}'"}, line="title = 'Porto"),
    Way("STORY-LONG", "110 letters", issue={_TITLE: f"title = '{'P' * 110}'"}, found=False),
    Way("ALT-MISSING", "no alt", issue={_ALT: ""}, line="images/dyke.jpg"),
    Way("ALT-MISSING", "a runner-up without one", found=False,
        issue={"title  = 'Lima’s buses, after the strike'": "title = 'Lima’s buses'\n  image = 'images/tram.jpg'"}),
    Way("ALT-FILE", "the name of a file", issue={_ALT: "alt = 'IMG_2041.jpg'"}, line="IMG_2041"),
    Way("ALT-FILE", "the name of its file", issue={_ALT: "alt = 'dyke'"}, line="alt = 'dyke'"),
    Way("ALT-FILE", "image", issue={_ALT: "alt = 'Image'"}),
    Way("ALT-FILE", "words with a file's ending in them", issue={_ALT: "alt = 'A poster that says plan.png is gone'"}, found=False),
    Way("ALT-DRAFT", "a draft", issue={_ALT: _ALT + "  # draft: the source's words; say what the picture shows"},
        line="# draft"),
    Way("ALT-DRAFT", "words about a draft", issue={_ALT: "alt = 'A # draft of the dyke'"}, found=False),
    Way("ALT-LONG", "the headline again", issue={_ALT: "alt = 'Porto Alegre builds its dyke again.'"}, line="alt ="),
    Way("ALT-LONG", "126 letters", issue={_ALT: f"alt = '{'a ' * 63}b'"}),
    Way("ALT-LONG", "the headline and more", issue={_ALT: "alt = 'Porto Alegre builds its dyke again, at dusk'"}, found=False),
]
