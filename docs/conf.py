"""How Sphinx makes one site of the README, the guides and the decisions: ``make docs``.

The sources are the files as they lie in the checkout, so that a link that works on a Git host works
on the site, too. Every link and every anchor is looked up; one that leads nowhere ends the build.
"""

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
