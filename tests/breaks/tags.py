"""Ways to break merge tags, and what only looks like it."""

from __future__ import annotations

from checks_help import Way

from newsletter.model import replace

_DEAR = "Dear {first_name|friend},"
_HEAD = "From: a@courier.example\nSubject: Trains\nContent-Type: text/html\n\n"
_TITLE = "title  = 'Porto Alegre builds its dyke again'"


def _dear(words: str) -> dict[str, str]:
    return {_DEAR: words}


WAYS = [
    *(Way("TPL-OTHERS-TAG", words, issue=_dear(f"Dear {words},"), line=f"Dear {words},") for words in (
        "*|FNAME|*", "{{ subscriber.metadata.first_name }}", "{{ .Subscriber.FirstName }}", "%FIRSTNAME%", "{$name}",
        "{{{unsubscribe}}}", "[[first_name]]", "<% unsubscribe %>", "%recipient.first_name%")),
    Way("TPL-OTHERS-TAG", "in a headline", issue={_TITLE: "title = 'Porto Alegre, *|FNAME|*'"}, line="*|FNAME|*"),
    Way("TPL-OTHERS-TAG", "our own", issue=_dear("Dear {first_name|friend}, in {field.city|your town},"), found=False),
    Way("TPL-OTHERS-TAG", "a headline about templates", found=False,
        issue={_TITLE: "title = 'What {{ 7*7 }} does to a template, and 100% of {it}'"}),
    Way("TPL-OTHERS-TAG", "a headline's in the subject", found=False, issue={
        "subject   = '": "subject = 'What {{ first }} does, ", _TITLE: "title = 'What {{ first }} does'"}),
    *(Way("TPL-ALMOST", f"what others write, {words}", issue=_dear(f"Dear {words},"), line=words) for words in (
        "{name}", "{firstname}", "{first}", "{Name}", "{unsubscribe}", "{unsubscribe_url}", "{web_version}", "{preferences}", "{mail}",
        "{address}", "{last_name}", "{contact.city}", "{city}", "{contact.first_name}", "{action.unsubscribeUrl}")),
    *(Way("TPL-ALMOST", f"words and code, {words}", issue=_dear(f"Dear {words},"), found=False) for words in (
        "{}", "{ }", "{sic}", "{color: red}", "{1}", "a { margin: 0 }", "{{ name }}", "${name}", "{$name}", "{% name %}", "{the name of it}")),
    Way("TPL-ALMOST", "what others write in a headline and in the subject", found=False, issue={
        "subject   = '": "subject = 'What {name} does, ", _TITLE: "title = 'What {name} does to {unsubscribe}'"}),
    Way("TPL-ALMOST", "a slip", issue=_dear("Dear {fisrt_name|friend},"), line="{fisrt_name"),
    Way("TPL-ALMOST", "a brace left open", issue=_dear("Dear {first_name|friend,"), line="{first_name|friend,"),
    Way("TPL-ALMOST", "a brace left open before many words", line="{first_name|friend, it",
        issue=_dear("Dear {first_name|friend, it was a long week of which nobody tells in less than sixty words, and")),
    Way("TPL-ALMOST", "blanks within the braces", issue=_dear("Dear { first_name },"), line="{ first_name }"),
    Way("TPL-ALMOST", "a slip in a brace left open", issue=_dear("Dear {firstname|friend,"), line="{firstname|friend,"),
    Way("TPL-ALMOST", "words behind a brace left open", issue=_dear("Dear {friend, or whoever reads this"), found=False),
    Way("TPL-ALMOST", "a word in braces", issue=_dear("Dear {sic} friend,"), found=False),
    Way("TPL-DROPPED", "a word for nobody", service="mailchimp",
        change=lambda edition: replace(edition, dropped=("preferences",))),
    Way("TPL-DROPPED", "all words there", found=False),
    Way("TPL-STAND-IN", "a stand-in left", change=lambda edition: replace(
        edition, html=edition.html + f"https://merge.invalid/{edition.letter.key}/unsubscribe")),
    Way("TPL-STAND-IN", "a picture without a file", html={"": "<img src='https://picture.invalid/none.png'>"}),
    Way("TPL-STAND-IN", "the words of a source", found=False, issue={_TITLE: "title = 'merge.invalid and merge-0123-first-name'"}),
    Way("TPL-UNRENDERED", "a tag in a message that arrived", foreign=f"{_HEAD}<p>Dear *|FNAME|*, …</p>", name="letter.eml"),
    Way("TPL-UNRENDERED", "a tag of nobody's in a page", foreign="<p>Dear {{ whatever.this_is }}</p>"),
    Way("TPL-UNRENDERED", "a service's tag in a page", foreign="<p>Dear *|FNAME|*, <a href='*|UNSUB|*'>leave</a></p>", found=False),
    Way("TPL-MERGE-BROKEN", "encoded", html={"https://courier.example/room": "{{%20unsubscribe_url%20}}"}),
    Way("TPL-MERGE-BROKEN", "bars encoded", html={"https://courier.example/room": "*%7CUNSUB%7C*"}),
    Way("TPL-MERGE-BROKEN", "an address with a blank", html={"https://courier.example/room": "https://courier.example/a%20room"},
        found=False),
    Way("TPL-MJML", "a tag that there is not", change=lambda edition: replace(edition, letter=replace(
        edition.letter, mjml=edition.letter.mjml.replace("<mj-column", "<mj-colunm", 1)))),
    Way("TPL-MJML", "as it is", found=False),
]
