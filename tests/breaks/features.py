"""Ways to use what mail programs do not show; `test_checks_features` goes through all features, one by one."""

from __future__ import annotations

from checks_help import Pairs, Way

from newsletter.checks.features.scan import MOST_TAGS


def put(words: str) -> Pairs:
    """Return how words come into the end of the letter."""
    return {"</body>": f"{words}</body>"}


WAYS = [
    Way("CIE-CSS-FLOAT", "columns that float", html=put('<div style="float:left">words</div>')),
    Way("CIE-CSS-FLOAT", "words about it", html=put("<p>float:left</p>"), found=False),
    Way("CIE-CSS-POSITION", "placed absolutely", html=put('<div style="position:absolute;top:0">words</div>')),
    Way("CIE-CSS-POSITION", "a property of another name", html=put('<div style="background-position:0 0">words</div>'),
        found=False),
    Way("CIE-CSS-DISPLAY-FLEX", "side by side by flex", html=put('<div style="DISPLAY : flex">words</div>')),
    Way("CIE-CSS-DISPLAY-FLEX", "flex without display", html=put('<div style="flex:1">words</div>'), found=False),
    Way("CIE-CSS-RGBA", "a colour with alpha", html=put('<p style="color:rgba(0,0,0,.6)">words</p>')),
    Way("CIE-CSS-RGBA", "a colour in a comment", html=put('<p style="color:#000/* rgba(0,0,0,.6) */">words</p>'), found=False),
    Way("CIE-CSS-UNIT-CALC", "a size that is reckoned", html=put('<p style="width:calc(100% - 2px)">words</p>')),
    Way("CIE-CSS-UNIT-CALC", "an address that says so", html=put('<p style="background:url(calc(1).png)">words</p>'), found=False),
    Way("CIE-CSS-VARIABLES", "a colour kept in a variable", html=put('<p style="color:var(--ink)">words</p>')),
    Way("CIE-CSS-VARIABLES", "a class named like one", html=put('<p class="--ink">words</p>'), found=False),
    Way("CIE-IMAGE-WEBP", "a WebP", html=put('<img src="https://courier.example/a.webp" alt="a" width="60">')),
    Way("CIE-IMAGE-WEBP", "a path that says so", html=put('<img src="https://courier.example/webp/a.png" alt="" width="60">'),
        found=False),
    Way("CIE-HTML-VIDEO", "a film in the letter", html=put('<video src="https://courier.example/a.mp4"></video>')),
    Way("CIE-HTML-VIDEO", "the same in a comment", html=put("<!-- <video></video> -->"), found=False),
    Way("CIE-HTML-FORM", "a form", html=put('<form action="https://courier.example/"></form>')),
    Way("CIE-HTML-FORM", "words about one", html=put("<p>&lt;form&gt;</p>"), found=False),
    Way("CIE-AUDIENCE", "a program misspelt", settings={"[addresses]": "[audience]\ngmial = 40\n\n[addresses]"}),
    Way("CIE-AUDIENCE", "programs and a family", settings={"[addresses]": "[audience]\ngmail = 40\noutlook-windows = 7\n\n[addresses]"},
        found=False),
    Way("CIE-UNREAD", "more tags than are read", html=put("<i></i>" * MOST_TAGS)),
    Way("CIE-UNREAD", "many tags", html=put("<i></i>" * 100), found=False),
]
