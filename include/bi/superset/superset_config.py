"""What zhiben sets of Apache Superset; secrets and addresses come from the environment."""

from __future__ import annotations

import json
import os
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, jsonify, request, session
from jinja2 import ChoiceLoader, FileSystemLoader
from superset.config import TALISMAN_CONFIG as SHIPPED_HEADERS
from superset.config import THEME_DEFAULT as SHIPPED_THEME

_HERE = Path(__file__).parent
_FONTS = (
    "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "'WenQuanYi Micro Hei', Inter, Helvetica, Arial, sans-serif"
)

_LOGO = """<svg xmlns='http://www.w3.org/2000/svg' width='168' height='32'>
<rect width='32' height='32' rx='6' fill='#1f5fa8'/>
<g font-family='Noto Sans CJK SC,PingFang SC,Microsoft YaHei,sans-serif' font-weight='700'>
<text x='16' y='22' font-size='17' fill='#fff' text-anchor='middle'>治</text>
<text x='42' y='22' font-size='18' fill='#1f3a5f'>治本数据看板</text></g></svg>"""

APP_NAME = "治本数据看板"
SESSION_COOKIE_NAME = os.environ["ZHIBEN_BI_COOKIE"]  # two homes on one machine: two cookies
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}}
D3_FORMAT = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""]}

THEME_DEFAULT = {
    **SHIPPED_THEME,
    "token": {
        **SHIPPED_THEME["token"],
        "brandAppName": APP_NAME,
        "brandLogoAlt": APP_NAME,
        "brandLogoUrl": "data:image/svg+xml," + quote(_LOGO),
        "colorPrimary": "#1f5fa8",
        "colorLink": "#1f5fa8",
        "fontFamily": _FONTS,
    },
}
THEME_DARK = None
EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "zhiben",
        "description": "",
        "label": "治本",
        "isDefault": True,
        "colors": os.environ["ZHIBEN_BI_COLORS"].split(),
    }
]

# Nothing is fetched from, or told to, another machine.
_OWN = ("img-src", "connect-src", "style-src", "font-src")
TALISMAN_CONFIG = {
    **SHIPPED_HEADERS,
    "content_security_policy": {
        **SHIPPED_HEADERS["content_security_policy"],
        **{
            rule: [
                one for one in SHIPPED_HEADERS["content_security_policy"][rule] if "." not in one
            ]
            for rule in _OWN
        },
    },
}


def FLASK_APP_MUTATOR(app: Flask) -> None:  # noqa: N802 - the name of Superset's setting
    """Add the pages' own head, mend Chinese words, and leave readers' colours unsaved."""
    own = FileSystemLoader(_HERE / "templates")
    app.jinja_loader = ChoiceLoader([own, app.jinja_loader])
    app.before_request(_answer)


def _answer() -> Response | None:
    """What is answered here in Superset's place."""
    if request.path == "/superset/language_pack/zh/":
        return jsonify(_words())
    if request.method == "PUT" and request.path.endswith("/colors"):
        return jsonify(message="OK")  # every browser offers the colours it drew; none are kept
    if request.path == "/superset/log/" and "_user_id" not in session:
        # The login page tells of itself too. Turned away it would be given a session of nobody,
        # which undoes the login where it comes after the login's own answer. Asking flask_login
        # who it is would write into that session, too.
        return jsonify(message="OK")
    return None


@cache
def _words() -> dict[str, Any]:
    """Superset's Chinese, with what it has wrong or not at all on the pages that readers see."""
    shipped = files("superset") / "translations" / "zh" / "LC_MESSAGES" / "messages.json"
    words: dict[str, Any] = json.loads(shipped.read_text(encoding="utf-8"))
    mended = json.loads((_HERE / "words.zh.json").read_text(encoding="utf-8"))
    words["locale_data"]["superset"] |= {word: [zh] for word, zh in mended.items()}
    return words
