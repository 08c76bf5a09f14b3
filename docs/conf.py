"""How Sphinx makes one site of the README, the guides and the decisions: ``make docs``.

The sources are the files as they lie in the checkout, so that a link that works on a Git host works
on the site, too. Every link and every anchor is looked up; one that leads nowhere ends the build.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx

project = "zhiben 治本"
language = "en"
html_title = project

extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md", "benchmarks/README.md"]
exclude_patterns = [".*", "var", "plugins", "tests", "dags", "include"]

myst_heading_anchors = 4  # as Git hosts make them of headings
myst_enable_extensions = ["colon_fence"]
nitpicky = True

html_theme = "furo"
html_show_sphinx = False
html_show_copyright = False
html_show_sourcelink = False
html_additional_pages = {"index": "front.html"}  # the site's own address leads to docs/index
templates_path = ["site"]
html_static_path = ["site/static"]
html_css_files = ["wide.css"]

WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def setup(app: Sphinx) -> None:
    """Let lines of Chinese join as Chinese does."""
    app.connect("doctree-read", join_chinese_lines)


def join_chinese_lines(_app: Sphinx, page: nodes.document) -> None:
    """Take out line ends between two Chinese characters, which a browser would show as a space."""
    for end in [text for text in page.findall(nodes.Text) if text == "\n"]:
        place = end.parent.index(end)
        around = end.parent.children[place - 1 : place] + end.parent.children[place + 1 : place + 2]
        if len(around) == 2 and _joins(*(node.astext() for node in around)):
            end.parent.remove(end)


def _joins(before: str, after: str) -> bool:
    return bool(WIDE.fullmatch(before[-1:]) and WIDE.fullmatch(after[:1]))
