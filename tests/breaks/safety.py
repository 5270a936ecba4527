"""Ways to harm readers, or to tell about them."""

from __future__ import annotations

from breaks.bulk import OUT
from breaks.headers import TO
from breaks.message import header, put
from breaks.size import style, within
from checks_help import Way

PIXEL = '<img src="https://courier.example/o.gif?r=1" alt="" width="{0}" height="{0}">'

WAYS = [
    Way("SEC-SCRIPT", "a script", html=within("<script>alert(1)</script>")),
    Way("SEC-SCRIPT", "a page in the page", html=within('<iframe src="https://a.example"></iframe>')),
    Way("SEC-SCRIPT", "at a click", html=within('<p onclick="x()">Here</p>')),
    Way("SEC-SCRIPT", "in an address", html=within('<a href=" java\tscript:x()">Here you are</a>')),
    Way("SEC-SCRIPT", "in a style", html=within('<p style="width:expression(x())">Here</p>')),
    Way("SEC-SCRIPT", "another page", html={"</head>": '<meta http-equiv="refresh" content="0;url=https://a.example"></head>'}),
    Way("SEC-SCRIPT", "a form that sends", html=within('<form action="https://a.example"></form>')),
    Way("SEC-SCRIPT", "data of Gmail's", html=within('<script type="application/ld+json">{}</script>'), found=False),
    Way("SEC-SVG", "a drawing", html=within("<svg><circle r=1 /></svg>")),
    Way("SEC-SVG", "the word", html=within("<p>svg</p>"), found=False),
    Way("SEC-CSSURL", "a pointer", html=within('<p style="cursor:url(https://a.example/x)">Here</p>')),
    Way("SEC-CSSURL", "a script", html=within('<p style="background:url(javascript:x)">Here</p>')),
    Way("SEC-CSSURL", "a picture", html=within('<p style="background:#eeeeee url(https://courier.example/x.png)">Here</p>'), found=False),
    Way("SEC-COMMENT", "a script for Outlook", html=within("<!--[if mso]><script>x()</script><![endif]-->")),
    Way("SEC-COMMENT", "words for Outlook", html=within("<!--[if mso]><p>x</p><![endif]-->"), found=False),
    Way("SEC-BIDI", "turned round", html=within("<p>gpj.\u202eexe</p>")),
    Way("SEC-BIDI", "never turned back", html=within("<p>\u2067abc</p>")),
    Way("SEC-BIDI", "turned back", html=within("<p>\u2067abc\u2069</p>"), found=False),
    Way("SEC-REMOTE-FONT", "fetched", html=style("@font-face{font-family:a;src:url(https://fonts.example/a.woff2)}")),
    Way("SEC-REMOTE-FONT", "linked", html={"</head>": '<link rel="stylesheet" href="https://fonts.example/css?family=A"></head>'}),
    Way("SEC-REMOTE-FONT", "of the machine", html=style("@font-face{font-family:a;src:local(Georgia)}"), found=False),
    Way("PRIV-PIXEL", "1 px", html=within(PIXEL.format(1))),
    Way("PRIV-PIXEL", "60 px", html=within(PIXEL.format(60)), found=False),
    Way("PRIV-UTM-PII", "the reader's address", html=within('<a href="https://courier.example/x?utm_source=a%40b.example">The maps</a>')),
    Way("PRIV-UTM-PII", "an @ that is no address", html=within('<a href="https://courier.example/x?by=@courier">The maps</a>'), found=False),
    Way("PRIV-UTM-PII", "the way out", settings={OUT: OUT}, html=within('<a href="https://courier.example/letter/leave?who=a%40b.example">Unsubscribe</a>'), found=False),
    Way("PRIV-BCC", "a Bcc", message=header("Bcc: secret@a.example")),
    Way("PRIV-BCC", "all readers", message=put(TO, "To: " + ", ".join(f"a{number}@a.example" for number in range(12)))),
    Way("PRIV-BCC", "two readers", message=put(TO, "To: a@a.example, b@b.example"), found=False),
    Way("PRIV-LOCAL", "a folder", message=header("X-Mailer: sendmail /home/ilda/letters")),
    Way("PRIV-LOCAL", "a machine", message=header("X-Originating-IP: [192.168.1.4]")),
    Way("PRIV-LOCAL", "a program", message=header("X-Mailer: Apple Mail (2.3)"), found=False),
]
