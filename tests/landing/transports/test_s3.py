"""Objects fetched from a server that speaks S3 over HTTP and checks signatures."""

from __future__ import annotations

import os
from datetime import date

import pytest

from tests.landing.transports.conftest import Desk, connect_to
from tests.landing.transports.servers import PASSWORD, Store, wire_to
from zhiben.landing.transports import CutOffError, RefusedError

BIG = os.urandom(900_000)


def test_objects_of_past_dates_are_fetched_once(desk: Desk, s3: Store) -> None:
    for day in ("2026-03-04", "2026-03-05", "2026-03-06"):
        s3.put(f"out/{day}/台账.csv", day.encode())
    s3.put("out/readme.txt")
    s3.put("out/2026-03-05/")
    assert (desk.fetch(), desk.fetch()) == (2, 0)
    assert desk.lying() == {
        "2026-03-04/台账.csv": b"2026-03-04",
        "2026-03-05/台账.csv": b"2026-03-05",
    }


@pytest.mark.parametrize(
    ("path", "key", "lies"),
    [
        ("counties/{source}/{date}", "a/2026-03-05/x/y.csv", "x/y.csv"),
        ("counties/{date:%Y}/{date:%m%d}/{source}.csv", "2026/0305/a.csv", "a.csv"),
        ("counties/{source}_{date:%Y%m%d}.csv", "a_20260305.csv", "a_20260305.csv"),
    ],
)
def test_dates_stand_where_the_path_says(
    desk: Desk, s3: Store, path: str, key: str, lies: str
) -> None:
    s3.put(key)
    s3.put("b/2026-03-05/other.csv")
    assert desk.fetch(path=path) == 1
    assert list(desk.lying()) == [f"2026-03-05/{lies}"]


def test_more_objects_than_a_page_holds_are_all_seen(desk: Desk, s3: Store) -> None:
    desk.monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "7")
    for number in range(20):
        s3.put(f"out/2026-03-05/{number}.csv", str(number).encode())
    assert desk.fetch() == len(desk.lying()) == 20


def test_a_cut_line_leaves_no_delivery_and_the_next_night_fetches_it_whole(
    desk: Desk, s3: Store
) -> None:
    s3.put("out/2026-03-05/台账.xlsx", BIG)
    with wire_to(s3.port) as wire:
        connect_to(desk, s3, port=wire.port)
        wire.cut_after = 400_000
        with pytest.raises(CutOffError, match=r"counties/out/2026-03-05/台账\.xlsx"):
            desk.fetch()
        assert desk.everything() == set()
        wire.cut_after = None
        assert desk.fetch(date(2026, 3, 6)) == 1
    assert desk.lying() == {"2026-03-05/台账.xlsx": BIG}


def test_a_corrected_object_lies_beside_the_first_and_after_it(desk: Desk, s3: Store) -> None:
    s3.put("out/2026-03-05/台账.csv", b"first")
    desk.fetch()
    s3.put("out/2026-03-05/台账.csv", b"other")
    assert (desk.fetch(), desk.fetch()) == (1, 0)
    assert list(desk.lying().values()) == [b"first", b"other"]


@pytest.mark.parametrize("more", [{}, {"ChecksumAlgorithm": "SHA256"}])
def test_checksums_are_held_against_what_came(desk: Desk, s3: Store, more: dict[str, str]) -> None:
    s3.put("out/2026-03-05/台账.csv", BIG, **more)
    assert desk.fetch() == 1
    assert list(desk.lying().values()) == [BIG]


def test_an_upload_in_parts_has_no_md5_and_is_fetched(desk: Desk, s3: Store) -> None:
    place = {"Bucket": "counties", "Key": "out/2026-03-05/a.csv"}
    upload = {"UploadId": s3.client.create_multipart_upload(**place)["UploadId"]} | place
    etag = s3.client.upload_part(PartNumber=1, Body=b"x" * 10, **upload)["ETag"]
    assert desk.fetch() == 0
    parts = {"Parts": [{"PartNumber": 1, "ETag": etag}]}
    s3.client.complete_multipart_upload(MultipartUpload=parts, **upload)
    assert (desk.fetch(), list(desk.lying().values())) == (1, [b"x" * 10])


def test_a_wrong_secret_is_told_of_without_it(
    desk: Desk, s3: Store, caplog: pytest.LogCaptureFixture
) -> None:
    connect_to(desk, s3, password=PASSWORD[::-1])
    with caplog.at_level("INFO"), pytest.raises(RefusedError, match="refuses the key") as caught:
        desk.fetch()
    assert "'far'" in str(caught.value)
    assert PASSWORD[::-1] not in str(caught.value) + caplog.text


def test_a_server_that_is_down_is_told_of(desk: Desk, s3: Store) -> None:
    with wire_to(s3.port) as wire:
        connect_to(desk, s3, port=wire.port)
    with pytest.raises(CutOffError, match="does not answer"):
        desk.fetch()


def test_a_bucket_that_is_not_there_is_told_of(desk: Desk, s3: Store) -> None:
    with pytest.raises(RefusedError, match="NoSuchBucket"):
        desk.fetch(path="none/{date}")


def test_a_connection_without_a_key_is_told_of(desk: Desk, s3: Store) -> None:
    connect_to(desk, s3, login=None, password=None)
    desk.monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(RefusedError, match="holds no key"):
        desk.fetch()


@pytest.mark.parametrize("key", ["../../../../evil.csv", "x/../../../evil.csv", "a\\b.csv", "a//b"])
def test_a_key_that_leads_elsewhere_is_refused(desk: Desk, s3: Store, key: str) -> None:
    s3.put(f"out/2026-03-05/{key}")
    s3.put("out/2026-03-05/good.csv", b"good")
    with pytest.raises(RefusedError, match="cannot be taken"):
        desk.fetch()
    assert desk.everything() == {"good.csv"}


def test_an_object_over_the_limit_is_refused_before_it_is_fetched(desk: Desk, s3: Store) -> None:
    s3.put("out/2026-03-05/huge.csv", BIG + BIG)
    with pytest.raises(RefusedError, match=r"huge\.csv is larger than 1 MB"):
        desk.fetch(max_mb=1)
