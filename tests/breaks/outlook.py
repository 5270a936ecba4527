"""Ways to break the letter for Outlook."""

from __future__ import annotations

from breaks.size import within
from checks_help import Way

PICTURE = 'src="https://courier.example/a.png" alt="A quay"'

WAYS = [
    Way("OUT-IMG-WIDTH", "no width", html=within(f'<img {PICTURE} style="width:200px" height="20">')),
    Way("OUT-IMG-WIDTH", "in percent", html=within(f'<img {PICTURE} width="100%">')),
    Way("OUT-IMG-WIDTH", "in px", html=within(f'<img {PICTURE} width="200px">')),
    Way("OUT-IMG-WIDTH", "a number", html=within(f'<img {PICTURE} width="200" style="width:100%">'), found=False),
    Way("OUT-IMG-WIDTH", "hidden from Outlook", html=within(f'<div style="mso-hide:all"><img {PICTURE}></div>'), found=False),
    Way("OUT-IMG-HEIGHT", "2,000 px high", html=within(f'<img {PICTURE} width="200" height="2000">')),
    Way("OUT-IMG-HEIGHT", "three in one cell", html=within("<table role=none><tr><td>" + f'<img {PICTURE} width="200" height="700">' * 3 + "</td></tr></table>")),
    Way("OUT-IMG-HEIGHT", "three in cells of their own", html=within("<table role=none>" + f'<tr><td><img {PICTURE} width="200" height="700"></td></tr>' * 3 + "</table>"), found=False),
    Way("OUT-DPI", "not said", html={"<o:PixelsPerInch>96</o:PixelsPerInch>": ""}),
    Way("OUT-DPI", "said in a name that is not known", html={' xmlns:o="urn:schemas-microsoft-com:office:office"': ""}),
    Way("OUT-DPI", "said in small letters", html={"<o:PixelsPerInch>96</o:PixelsPerInch>": "<o:pixelsperinch>96</o:pixelsperinch>"}, found=False),
    Way("OUT-BG", "a picture behind words", html=within('<div style="background-image:url(https://courier.example/a.png)">On the sea</div>')),
    Way("OUT-BG", "a picture behind words, and a colour", html=within('<div style="background:#eeeeee url(https://courier.example/a.png)">On the sea</div>'), found=False),
    Way("OUT-COND", "never closed", html=within("<!--[if mso]><p>only you</p>-->")),
    Way("OUT-COND", "closed twice", html=within("<![endif]-->")),
    Way("OUT-COND", "one for all others", html=within("<!--[if !mso]><!--><p>all others</p><!--<![endif]-->"), found=False),
    Way("OUT-GHOST", "a column of its own", html={"</body>": '<div style="max-width:600px;margin:0 auto">Behind</div></body>'}),
    Way("OUT-GHOST", "a column with its table", html={"</body>": '<!--[if mso]><table role="presentation" width="600"><tr><td><![endif]-->'
        '<div style="max-width:600px;margin:0 auto">Behind</div><!--[if mso]></td></tr></table><![endif]--></body>'}, found=False),
    Way("OUT-GHOST", "a column of its own, and comments in the service's form", service="listmonk",
        html={"</body>": '<div style="max-width:600px;margin:0 auto">Behind</div></body>'}),
    Way("OUT-LINEHEIGHT", "not exact anywhere", html={"mso-line-height-rule:exactly": "mso-x:y"}),
    Way("OUT-LINEHEIGHT", "not exact here", html=within('<p style="line-height:20px">x</p>'), found=False),
    Way("OUT-BUTTON", "padding on the link", html=within('<p><a href="https://courier.example/b" style="background:#0f4c5c;color:#ffffff;padding:12px 20px">Become a member</a></p>')),
    Way("OUT-BUTTON", "padding on link and cell", html=within('<table role="none"><tr><td bgcolor="#0f4c5c"><a href="https://courier.example/b" style="background:#0f4c5c;color:#ffffff;padding:12px 20px">Become a member</a></td></tr></table>'), found=False),
    Way("OUT-CELLPAD", "a margin of a span", html=within('<p><span style="margin-left:20px">far</span></p>')),
    Way("OUT-CELLPAD", "a negative margin", html=within('<div style="margin-top:-20px">up</div>')),
    Way("OUT-CELLPAD", "a margin round a ground", html=within('<p style="margin:16px;background-color:#eeeeee">box</p>')),
    Way("OUT-CELLPAD", "a margin of a box", html=within('<div style="margin-top:20px">far</div>'), found=False),
]
