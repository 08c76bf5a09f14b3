"""Great Expectations' Data Docs of a night, from what the warehouse kept: nothing is judged again.

The library's pages fetch their style sheets and scripts from hosts on the internet. A bureau's
network may not reach these, and they need not know who reads: the references are taken out, and
one style sheet of ours takes their place. What the pages say by themselves is said in Chinese. The
library is imported inside the functions that need it.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection, text

from zhiben.records import KINDS
from zhiben.settings import SHIPPED_INCLUDE
from zhiben.validating import rule_in_words

STYLE = SHIPPED_INCLUDE / "reports" / "quality.css"
PAGES = "validations"
_SUITES = {"rows": "逐行", "delivery": "整份"}
_SEVERITIES = {"critical": "不接收或暂缓", "warning": "提醒", "info": "统计"}
_FETCHED = re.compile(
    r"<link\b[^>]*\bhref=\"(?:https?://|[^\">]*static/)[^>]*>|<script\b[^>]*\bsrc=\"https?://[^>]*>\s*</script>"
    r"|<script\b(?![^>]*\bsrc=)[^>]*>.*?</script>|<style\b[^>]*>.*?</style>"
    r"|<img\b[^>]*>|<form\b[^>]*>.*?</form>|<footer\b[^>]*>.*?</footer>",
    re.DOTALL,
)
_ELSEWHERE = re.compile(
    r"<a\b[^>]*\bhref=\"(?:https?://|[^\">]*expectations/)[^>]*>(.*?)</a>", re.DOTALL
)
_NAVIGATION = re.compile(r"<nav class=\"navbar.*?(?=<div class=\"container-fluid)", re.DOTALL)
_BACK = '<p class="container"><a href="../index.html">← 当夜各来源</a></p>'
_WORDS = {
    "Data documentation compiled by Great Expectations": "数据质量",
    "Expectation Validation Result": "校验结果",
    "Evaluates whether a batch of data matches expectations.": "一份报送符合各条规则的情况",
    "Overview": "概况",
    "Expectation Suite:": "规则集：",
    "Status:": "结果：",
    "Statistics": "合计",
    "Evaluated Expectations": "规则数",
    "Successful Expectations": "全部符合的",
    "Unsuccessful Expectations": "有不符合的",
    "Success Percent": "全部符合的占",
    "Status": "结果",
    "Expectation": "规则",
    "Observed Value": "所见",
}
_SAID = re.compile(rf">(\s*)({'|'.join(map(re.escape, _WORDS))})(?=\s*<)")
_SENTENCES = (
    (re.compile(r"> Data asset: (?=[^<]*<)"), "> 报送："),
    (re.compile(r"(</i>) (?:Failed|Succeeded)(?=\s*<)"), r"\1"),
    (re.compile(r"(?<=>)([\d,]+) unexpected values found\. ([≈\d.%]+) of ([\d,]+) total rows\."),
     r"\1 个值不符，占 \3 行的 \2。"),
    (re.compile(r">([≈\d.%]+) unexpected(?=<)"), r">不符 \1"),
)  # fmt: skip
_OUTCOMES = text(
    """
    SELECT o.*, d.file_name, u.county_name FROM bi.rule_outcomes AS o
    INNER JOIN bi.deliveries AS d ON d.delivery_id = o.delivery_id
    LEFT JOIN bi.counties AS u ON u.county_code = o.county_code
    WHERE o.night = :night
    ORDER BY o.source, o.business_date, d.file_name, o.delivery_id, o.suite DESC, o.severity,
        o.rule, o.column_name
    """
)


@dataclass(frozen=True)
class JudgedSuite:
    """The outcomes of one suite on one delivery, and the words its page is headed with."""

    name: str
    delivery: str
    outcomes: tuple[Mapping[str, Any], ...]

    @property
    def delivery_id(self) -> str:
        """The delivery's identity."""
        return str(self.outcomes[0]["delivery_id"])

    @property
    def page(self) -> str:
        """Where its page lies in the site."""
        return f"{PAGES}/{self.delivery_id}-{self.outcomes[0]['suite']}.html"

    def broken(self, severity: str) -> int:
        """How many rules of a severity something broke."""
        return sum(one["severity"] == severity and not one["is_met"] for one in self.outcomes)


def judged_suites(connection: Connection, night: date) -> Iterator[JudgedSuite]:
    """Every suite that was judged in a night, source by source."""
    rows = connection.execute(_OUTCOMES, {"night": night}).mappings()
    for (_, suite), group in groupby(rows, key=lambda row: (row["delivery_id"], row["suite"])):
        outcomes = tuple(dict(row) for row in group)
        one = outcomes[0]
        words = (one["county_name"], one["business_date"].isoformat(), one["file_name"])
        name = f"{one['source']} {_SUITES[suite]}"
        yield JudgedSuite(name, " ".join(filter(None, words)), outcomes)


def write_data_docs(folder: Path, night: date, suites: Iterable[JudgedSuite]) -> Path:
    """Write the pages of a night to ``folder``, in place of what stood there; give it back."""
    judged = list(suites)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".") as name:
        site = Path(name) / "site"
        (site / PAGES).mkdir(parents=True)
        for one, html in zip(judged, _rendered(night, judged), strict=True):
            _write(site / one.page, _at_home(html))
        shutil.copy(STYLE, site / STYLE.name)
        _write(site / "index.html", _index(night, judged))
        shutil.rmtree(folder, ignore_errors=True)
        site.rename(folder)
    return folder


def _write(page: Path, html: str) -> None:
    page.write_text(html, encoding="utf-8", errors="replace")


def _index(night: date, suites: Sequence[JudgedSuite]) -> str:
    loader = FileSystemLoader(SHIPPED_INCLUDE / "reports")
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined)
    template = pages.get_template("quality.html.j2")
    return template.render(night=night, suites=suites, style=STYLE.name)


def _rendered(night: date, suites: Iterable[JudgedSuite]) -> Iterator[str]:
    """The library's page of each suite.

    Its renderers are called as its own site builder calls them. Through that each result would be
    written to a store and read back twice, and the site's index would be thrown away.
    """
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
    from great_expectations.render.view.view import DefaultJinjaPageView

    renderer: Any = ValidationResultsPageRenderer()
    view: Any = DefaultJinjaPageView()
    run = RunIdentifier(run_name=night.isoformat(), run_time=datetime.combine(night, time(), UTC))
    for one in suites:
        document = renderer.render(_result(one, run))
        yield view.render(document, show_how_to_buttons=False)


def _result(suite: JudgedSuite, run: Any) -> Any:  # noqa: ANN401 - the library is untyped
    """The suite's result as the library keeps one."""
    from great_expectations.core import (
        ExpectationSuiteValidationResult,
        ExpectationValidationResult,
    )
    from great_expectations.expectations.expectation_configuration import (
        ExpectationConfiguration,
    )

    import zhiben.validating.expectations  # noqa: F401 - makes ours known to the library

    results = [
        ExpectationValidationResult(
            success=one["is_met"],
            expectation_config=ExpectationConfiguration(**_configuration(one)),
            result=_numbers(one),
        )
        for one in suite.outcomes
    ]
    met = sum(bool(one.success) for one in results)
    return ExpectationSuiteValidationResult(
        success=not suite.broken("critical"),
        results=results,
        suite_name=suite.name,
        statistics={
            "evaluated_expectations": len(results),
            "successful_expectations": met,
            "unsuccessful_expectations": len(results) - met,
            "success_percent": 100 * met / len(results),
        },
        meta={
            "run_id": run,
            "expectation_suite_name": suite.name,
            "batch_kwargs": {"data_asset_name": suite.delivery},
        },
    )


def _configuration(one: Mapping[str, Any]) -> dict[str, Any]:
    kind = next(kind for kind in KINDS.values() if one["column_name"] in {"", *kind.names()})
    words = rule_in_words(kind, one["rule"], one["column_name"])
    column = kind.field(one["column_name"]).zh if one["column_name"] else "整份"
    said = {"description": f"{_SEVERITIES[one['severity']]}：{words}", "severity": one["severity"]}
    if one["suite"] == "rows":
        kwargs = {"check": one["rule"], "column": column}
        return {"type": "expect_records_to_keep_rule", "kwargs": kwargs, **said}
    kwargs = {"column": column, "min_value": one["low"], "max_value": one["high"]}
    return {"type": "expect_measure_to_be_between", "kwargs": kwargs, **said}


def _numbers(one: Mapping[str, Any]) -> dict[str, Any]:
    if one["suite"] == "delivery":
        return {"observed_value": one["observed"]}
    evaluated, unexpected = one["evaluated"], one["unexpected"]
    percent = 100 * unexpected / evaluated if evaluated else 0.0
    return {
        "element_count": evaluated,
        "unexpected_count": unexpected,
        "unexpected_percent": percent,
    }


def _at_home(html: str) -> str:
    """A page that fetches nothing from anywhere else, in Chinese."""
    html = _ELSEWHERE.sub(r"\1", _FETCHED.sub("", html))
    html = _NAVIGATION.sub(_BACK, html, count=1)
    html = _SAID.sub(lambda match: f">{match[1]}{_WORDS[match[2]]}", html)
    for sentence, ours in _SENTENCES:
        html = sentence.sub(ours, html)
    return html.replace("</head>", f'<link rel="stylesheet" href="../{STYLE.name}"></head>', 1)
