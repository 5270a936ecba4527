"""Ways to break the letter for those who do not see it, see it badly, or cannot hold a pointer still."""

from __future__ import annotations

import io

from breaks.dark import with_picture
from breaks.size import style, within
from checks_help import Way
from newsletter.model import Edition, replace
from PIL import Image

PAGE = '<html lang="en" dir="ltr"'
TITLE = "<title>Who pays for the night train?</title>"
BOX = 'role="article" lang="en" dir="ltr"'
PICTURE = 'src="https://courier.example/a.png" width="200" height="100"'
LINK = '<p>{}<a href="https://courier.example/x" {}>{}</a></p>'
LONG = "Two years after the flood the city argues about height, and about who will live behind the wall once it stands there at last. "


def film(frames: int, milliseconds: int) -> bytes:
    """Return a GIF that moves once through its frames."""
    images = [Image.new("RGB", (400, 200), (20 * number, 90, 120)) for number in range(1, frames + 1)]
    out = io.BytesIO()
    images[0].save(out, "GIF", save_all=True, append_images=images[1:], duration=milliseconds)
    return out.getvalue()


def _without_subject(edition: Edition) -> Edition:
    return replace(edition, subject="")


def link(words: str, style: str = "", before: str = "") -> dict[str, str]:
    return within(LINK.format(before, f'style="{style}"' if style else "", words))


_ROOM = "[our reading room](https://courier.example/room)"


def _words_of_link(words: str) -> dict[str, str]:
    return {_ROOM: f"[{words}](https://courier.example/room)"}


WAYS = [
    Way("A11Y-LANG", "und", html={PAGE: '<html lang="und" dir="ltr"'}),
    Way("A11Y-LANG", "none on the page", html={PAGE: '<html dir="ltr"'}),
    Way("A11Y-LANG", "none in the body", html={BOX: 'role="article" dir="ltr"'}),
    Way("A11Y-LANG", "a country, too", html={PAGE: '<html lang="en-GB" dir="ltr"'}, found=False),
    Way("A11Y-DIR", "auto", html={PAGE: '<html lang="en" dir="auto"'}),
    Way("A11Y-DIR", "none in the body", html={BOX: 'role="article" lang="en"'}),
    Way("A11Y-DIR", "the wrong one", html={PAGE: '<html lang="en" dir="rtl"'}),
    Way("A11Y-DIR", "in capitals", html={PAGE: '<html lang="en" dir="LTR"'}, found=False),
    Way("A11Y-TITLE", "none", html={TITLE: ""}, change=_without_subject),
    Way("A11Y-TITLE", "an empty one", html={TITLE: "<title> </title>"}, change=_without_subject),
    Way("A11Y-TITLE", "a short one", html={TITLE: "<title>47</title>"}, change=_without_subject, found=False),
    Way("A11Y-HEADING", "two h1", html=within("<h1>Again</h1>")),
    Way("A11Y-HEADING", "no h1", html={"<h1": "<p", "</h1>": "</p>"}),
    Way("A11Y-HEADING", "a level left out", html=within("<h5>Deep</h5>")),
    Way("A11Y-HEADING", "an empty one", html=within("<h2> </h2>")),
    Way("A11Y-HEADING", "one more h2", html=within("<h2>More</h2>"), found=False),
    Way("A11Y-TABLE-ROLE", "a table of layout", html=within("<table><tr><td>x</td></tr></table>")),
    Way("A11Y-TABLE-ROLE", "a table for Outlook", html=within("<!--[if mso]><table><tr><td>x</td></tr></table><![endif]-->")),
    Way("A11Y-TABLE-ROLE", "a table of data", html=within("<table><tr><th>Day</th></tr><tr><td>Friday</td></tr></table>"), found=False),
    Way("A11Y-ORDER", "columns turned round", html=within('<div dir="rtl"><div dir="ltr">one</div><div dir="ltr">two</div></div>')),
    Way("A11Y-ORDER", "a row reversed", html=within('<div style="display:flex;flex-direction:row-reverse"><p>one</p><p>two</p></div>')),
    Way("A11Y-ORDER", "a quotation in Arabic", html=within('<p dir="rtl">السلام عليكم <span dir="ltr">ABC</span></p>'), found=False),
    Way("A11Y-ALT", "none", html=within(f"<img {PICTURE}>")),
    Way("A11Y-ALT", "none for Outlook", html=within('<!--[if mso]><v:image src="https://courier.example/a.png"></v:image><![endif]-->')),
    Way("A11Y-ALT", "an empty one, for an ornament", html=within(f'<img {PICTURE} alt="">'), found=False),
    Way("A11Y-ALT-TEXT", "a file name", html=within(f'<img {PICTURE} alt="IMG_2041.jpg">')),
    Way("A11Y-ALT-TEXT", "“image”", html=within(f'<img {PICTURE} alt="Image">')),
    Way("A11Y-ALT-TEXT", "130 letters", html=within(f'<img {PICTURE} alt="{LONG[:115]} and so on and so on">')),
    Way("A11Y-ALT-TEXT", "the headline over again", html=within(f'<img {PICTURE} alt="Who pays for the night train?">')),
    Way("A11Y-ALT-TEXT", "what is to be seen", html=within(f'<img {PICTURE} alt="An image of a saint in a niche">'), found=False),
    Way("A11Y-MOTION", "ten seconds", change=with_picture(film(10, 1000), "image/gif")),
    Way("A11Y-MOTION", "three seconds", change=with_picture(film(3, 1000), "image/gif"), found=False),
    Way("A11Y-TARGET", "a linked picture of 16 px", html=within('<a href="https://courier.example/x"><img src="https://courier.example/a.png" width="16" height="16" alt="Mastodon"></a>')),
    Way("A11Y-TARGET", "a linked picture of 24 px", html=within('<a href="https://courier.example/x"><img src="https://courier.example/a.png" width="24" height="24" alt="Mastodon"></a>'), found=False),
    Way("A11Y-LINK-NAME", "no words", html=link("")),
    Way("A11Y-LINK-NAME", "a picture without words", html=link(f'<img {PICTURE} alt="">')),
    Way("A11Y-LINK-NAME", "a story's picture, of which ALT-MISSING tells", found=False,
        issue={"alt    = 'Two excavators on a dyke above brown water'": ""}),
    Way("A11Y-LINK-NAME", "a picture with words", html=link(f'<img {PICTURE} alt="The maps">'), found=False),
    Way("A11Y-LINK-SAME", "the same words, another page", html=link("The maps of the dyke") | {
        "of <strong>who pays</strong>": '<a href="https://courier.example/y">The maps of the dyke</a>'}),
    Way("A11Y-LINK-SAME", "the same words, the same page", html=link("The maps of the dyke") | {
        "of <strong>who pays</strong>": '<a href="https://courier.example/x?utm_source=letter">The maps of the dyke</a>'}, found=False),
    Way("A11Y-LINK-COLOR", "by colour alone", html=link("the maps", "color:#0f4c5c;text-decoration:none", "We have drawn for you, this time, ")),
    Way("A11Y-LINK-COLOR", "underlined", html=link("the maps", "color:#0f4c5c", "We have drawn for you, this time, "), found=False),
    Way("A11Y-LINK-COLOR", "no sentence", html=link("the maps", "color:#0f4c5c;text-decoration:none", "See: "), found=False),
    Way("A11Y-CONTRAST", "grey on cream", html=within('<p style="color:#999999">Faint</p>')),
    Way("A11Y-CONTRAST", "by a style sheet", html=style(".ink p.faint{color:#999999}") | within('<p class="faint">Faint</p>')),
    Way("A11Y-CONTRAST", "through an opacity", html=within('<p style="opacity:.4">Faint</p>')),
    Way("A11Y-CONTRAST", "by bgcolor", html=within('<table role="none" bgcolor="#333333"><tr><td>Faint</td></tr></table>')),
    Way("A11Y-CONTRAST", "grey, and large", html=within('<p style="color:#888888;font-size:30px">Large</p>'), found=False),
    Way("A11Y-CONTRAST", "grey, and never shown", html=within('<p style="color:#999999;display:none">Gone</p>'), found=False),
    Way("A11Y-LARGE", "20,001 elements", html=within("<i></i>" * 20_001)),
    Way("A11Y-LARGE", "2,000 elements", html=within("<i></i>" * 2000), found=False),
    Way("A11Y-FONT", "11 px", html=within('<p style="font-size:11px">Small print</p>')),
    Way("A11Y-FONT", "a paragraph of 13 px", html=within(f'<p style="font-size:13px">{LONG}</p>')),
    Way("A11Y-FONT", "lines close together", html=within(f'<p style="line-height:1.1">{LONG}</p>')),
    Way("A11Y-FONT", "justified", html=within(f'<p style="text-align:justify">{LONG}</p>')),
    Way("A11Y-FONT", "a label of 13 px", html=within('<p style="font-size:13px">Transport</p>'), found=False),
    Way("A11Y-EMOJI", "five in a row", html=within("<p>Hurrah 🎉🎉🎉🎉🎉</p>")),
    Way("A11Y-EMOJI", "a line of signs", html=within("<p>==========</p>")),
    Way("A11Y-EMOJI", "one", html=within("<p>Hurrah 🎉 and on</p>"), found=False),
    *(Way("A11Y-LINK-VAGUE", words, issue=_words_of_link(words), line="courier.example") for words in (
        "here", "Click here!", "Read more »", "hier", "Weiterlesen", "aquí", "Haz clic aquí", "Cliquez ici", "En savoir plus",
        "clique aqui", "Saiba mais", "clicca qui", "Scopri di più")),
    *(Way("A11Y-LINK-VAGUE", f"{words}, which says more", issue=_words_of_link(words), found=False) for words in (
        "Here is the plan", "More on the night train", "Hier steht der Plan", "Leer el informe", "Lire le rapport")),
    Way("A11Y-LINK-URL", "an address", issue=_words_of_link("https://courier.example/room"), line="courier.example/room"),
    Way("A11Y-LINK-URL", "the name of a site", issue=_words_of_link("courier.example"), found=False),
]
