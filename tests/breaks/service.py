"""Ways to give a service what it does not take, and what only looks like it."""

from __future__ import annotations

from checks_help import Way

_LEAVE = "[Unsubscribe](merge:unsubscribe) ·"
_LITERAL = {"{postal_address}": "The Courier, Rua do Cordame 14, Lisboa, Portugal"}
_TITLE = "title  = 'Porto Alegre builds its dyke again'"
_SUBJECT = "subject   = 'Who pays for the night train?'"  # of 29 letters
_IMPRINT = "\n[[block]]\nkind = 'imprint'\ntext = 'The Courier. [Unsubscribe](merge:unsubscribe)'\n"
_ENOUGH = "limits = { preheader = 200, html = 100_000, text = 10_000, message = 200_000, pictures = 20 }"


def _own(said: str) -> str:
    """Return the profile of a service of one's own."""
    return f"name = 'Own'\n{said}\n"


WAYS = [
    *(Way("SERVICE-NEEDS", f"a postal address that {service} does not know", settings=_LITERAL, service=service)
      for service in ("civicrm", "hubspot", "activecampaign")),
    *(Way("SERVICE-NEEDS", f"no way out for {service}", settings={_LEAVE: ""}, service=service)
      for service in ("mailchimp", "kit", "mailpoet", "buttondown", "postmark", "mailerlite")),
    *(Way("SERVICE-NEEDS", f"all that {service} looks for", service=service, found=False)
      for service in ("civicrm", "hubspot", "activecampaign", "mailchimp", "kit", "mailpoet", "buttondown", "postmark", "mailerlite")),
    Way("SERVICE-NEEDS", "none in the plain text", text={"{{{ pm:unsubscribe }}}": ""}, service="postmark"),
    Way("SERVICE-NEEDS", "none in a plain text that is not taken", text={"{$unsubscribe}": ""}, service="mailerlite", found=False),
    Way("SERVICE-NEEDS", "no head", html={"</head>": ""}, service="mailerlite"),
    Way("SERVICE-NEEDS", "an imprint of this number's own", issue={"": _IMPRINT}, service="civicrm", line="text = 'The Courier."),
    Way("SERVICE-NEEDS", "a tag of nobody's", profile=_own("required = ['{{ must_be_there }}']"), service="own"),
    Way("SERVICE-NEEDS", "words that are there", profile=_own("required = ['Porto Alegre']"), service="own", found=False),
    Way("SERVICE-FORBIDS", "words of a headline", profile=_own("forbids = ['Alegre builds']"), service="own", line=_TITLE),
    Way("SERVICE-FORBIDS", "words of the subject", profile=_own("forbids = ['Who pays']"), service="own", line=_SUBJECT),
    Way("SERVICE-FORBIDS", "the name", profile=_own("forbids = ['The Courier']"), service="own"),
    Way("SERVICE-FORBIDS", "what the template writes", profile=_own("forbids = ['role=']"), service="own"),
    Way("SERVICE-FORBIDS", "the same words in capitals", profile=_own("forbids = ['ALEGRE BUILDS']"), service="own", found=False),
    Way("SERVICE-FORBIDS", "a headline that is kept from the engine", issue={_TITLE: "title = 'The [# and the ${x} and the <@'"},
        service="constant-contact", found=False),
    Way("SERVICE-LIMIT", "a letter too many in the subject", profile=_own("limits = { subject = 28 }"), service="own", line=_SUBJECT),
    Way("SERVICE-LIMIT", "as many letters as the subject has", profile=_own("limits = { subject = 29 }"), service="own", found=False),
    *(Way("SERVICE-LIMIT", f"too much: {name}", profile=_own(f"limits = {{ {name} = {most} }}"), service="own")
      for name, most in {"preheader": 10, "html": 10_000, "text": 900, "message": 20_000, "pictures": 1}.items()),
    Way("SERVICE-LIMIT", "nothing too much", profile=_own(_ENOUGH), service="own", found=False),
    Way("SERVICE-LIMIT", "a plain text that is not taken", profile=_own("takes_text = false\nlimits = { text = 900 }"), service="own",
        found=False),
]
