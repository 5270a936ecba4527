"""Ways to be changed by phones and mail programs."""

from __future__ import annotations

from breaks.size import within
from checks_help import Way

_STOPS = {'name="format-detection"': 'name="x"', "a[x-apple-data-detectors]": "a.x"}

WAYS = [
    Way("CLIENT-AUTOLINK", "a telephone", html=_STOPS | within("<p>Call +351 21 555 01 23 today</p>")),
    Way("CLIENT-AUTOLINK", "a telephone, and phones are told", html=within("<p>Call +351 21 555 01 23 today</p>"), found=False),
    Way("CLIENT-AUTOLINK", "two years", html=_STOPS | within("<p>From 1914-1918</p>"), found=False),
    Way("CLIENT-FORM", "a drawing", html=within("<canvas></canvas>")),
    Way("CLIENT-FORM", "a bar of progress", html=within('<progress value="3" max="4">3 of 4</progress>')),
    Way("CLIENT-FORM", "a form, which the family of features tells of", html=within("<form><input name=a></form>"), found=False),
    Way("CLIENT-FORM", "a picture of a film", html=within('<a href="https://courier.example/film"><img src="https://courier.example/a.png" width="200" height="100" alt="The film"></a>'), found=False),
]
