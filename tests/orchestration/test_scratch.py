import io
import json
import zipfile

import pytest

from tests.orchestration.made import *

H = list(ROW)


def recs(**c):
    return json.dumps([row(1), row(2, **c)])


@pytest.mark.parametrize(
    "content",
    [
        recs(隐患描述="a\0b泄漏了"),
        recs(隐患描述="泄漏\ud800了"),
        recs(备注="\0x"),
        recs(备注="\ud800x"),
        recs(**{"列\0": "x"}),
        recs(**{"列\ud800": "x"}),
        recs(企业名称="\0"),
        recs(序号="\0"),
        recs(检查日期="2026-02-30\0"),
        recs(检查日期="2026-02-30\ud800"),
        recs(整改资金="9" * 40),
        recs(整改资金="9" * 18),
        recs(检查日期="0001-01-01"),
        recs(整改期限="9999-12-31"),
        recs(隐患描述="x" * 200000 + "漏"),
        recs(企业名称="x" * 5000 + "厂"),
        "["
        + ",".join(
            [
                json.dumps(row(1)),
                json.dumps({}),
                json.dumps({"企业名称": "合计"}),
                json.dumps({"企业名称": "合\0计", "隐患描述": "\0"}),
            ]
        )
        + "]",
    ],
)
def test_nasty(settings, warehouse, content):
    contract(settings)
    p = settings.inbox / "a/2026-03-05/x.json"
    p.parent.mkdir(parents=True)
    p.write_text(content)
    print(run("2026-03-05"))
    print(
        deliveries(
            warehouse, "status,message,rows_received,rows_loaded,rows_quarantined,rows_skipped"
        )
    )
    print(ask(warehouse, "select message from bi.quarantined_rows"))


def test_zip(settings, warehouse):
    contract(settings)
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w") as z:
        z.writestr("x.csv", "\n".join([",".join(ROW), ",".join(row(1).values())]))
        z.writestr("x.csv", "\n".join([",".join(ROW), ",".join(row(2).values())]))
    p = settings.inbox / "a/2026-03-05/x.zip"
    p.parent.mkdir(parents=True)
    p.write_bytes(b.getvalue())
    print(run("2026-03-05"))
    print(
        deliveries(
            warehouse, "status,message,rows_received,rows_loaded,rows_quarantined,rows_skipped"
        )
    )
