"""Objects in a bucket that speaks S3, through an Airflow connection of type aws."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from zhiben.contracts.places import RemotePath, day_of
from zhiben.landing.transports.errors import CutOffError, RefusedError
from zhiben.landing.transports.remote import (
    CHUNK_BYTES,
    CONNECT_SECONDS,
    SILENT_SECONDS,
    Dates,
    Folder,
    Offer,
    Transfer,
    connection,
    place_at,
    unusable,
)

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

_MD5 = re.compile(r"[0-9a-f]{32}")
_LOGIN = frozenset(
    {"InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "ExpiredToken", "InvalidToken"}
)
_CHANGED = "PreconditionFailed"


class S3Remote:
    """A store that speaks S3, asked for the objects under a prefix."""

    def __init__(self, client: S3Client, conn_id: str) -> None:
        self._client = client
        self._conn_id = conn_id
        self.address = f"s3://{urlsplit(client.meta.endpoint_url).netloc}"

    @classmethod
    def connect(cls, conn_id: str) -> S3Remote:
        """Make ready to ask with the Airflow connection ``conn_id``; nothing is sent yet.

        Raises:
            RefusedError: when the connection cannot be used.
        """
        from airflow.providers.amazon.aws.hooks.s3 import S3Hook
        from airflow.sdk.exceptions import AirflowException
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        connection("s3", conn_id)
        patience = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=SILENT_SECONDS,
            retries={"mode": "standard", "total_max_attempts": 1},
        )
        try:
            own = S3Hook(aws_conn_id=conn_id).conn_config.botocore_config
            hook = S3Hook(aws_conn_id=conn_id, config=own.merge(patience) if own else patience)
            return cls(hook.get_conn(), conn_id)
        except (AirflowException, BotoCoreError, ValueError, TypeError) as error:
            raise unusable(conn_id, error) from error

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def offers(self, path: RemotePath, dates: Dates) -> list[Offer]:
        """Objects under the prefix, for those dates."""
        bucket = path.steps[0].template
        inside = RemotePath(path.template.strip("/").removeprefix(f"{bucket}/"), path.source)
        found = [one for one in self._offers(bucket, inside) if one.business_date in dates]
        return sorted(found, key=lambda one: (one.business_date, one.place))

    def folders(self) -> tuple[Folder, ...]:
        """None: a bucket lists a thousand objects at a time, whatever their dates."""
        return ()

    def settled(self, offers: list[Offer]) -> list[Offer]:
        """All: an object appears in a bucket only when it is whole."""
        return offers

    def transfer(self, offer: Offer) -> Transfer | None:
        """Fetch the version that was listed; None where another has taken its place."""
        from botocore.exceptions import ClientError

        bucket, _, key = offer.place.partition("/")
        where = offer.at(self.address)
        with _explained(where, self._conn_id):
            try:
                answer = self._client.get_object(
                    Bucket=bucket, Key=key, IfMatch=offer.version, ChecksumMode="ENABLED"
                )
            except ClientError as error:
                if error.response["Error"].get("Code") in {_CHANGED, "NoSuchKey", "412"}:
                    return None
                raise
        return Transfer(
            offer.names,
            self._chunks(where, answer),
            offer.size,
            _digests(answer),
            close=answer["Body"].close,
        )

    def _chunks(self, where: str, answer: GetObjectOutputTypeDef) -> Iterator[bytes]:
        with _explained(where, self._conn_id):
            yield from answer["Body"].iter_chunks(CHUNK_BYTES)

    def _offers(self, bucket: str, path: RemotePath) -> Iterator[Offer]:
        where = place_at(self.address, f"{bucket}/{path.prefix}")
        pages = self._client.get_paginator("list_objects_v2")
        with _explained(where, self._conn_id):
            for page in pages.paginate(Bucket=bucket, Prefix=path.prefix):
                for entry in page.get("Contents", ()):
                    yield from _offer(bucket, path, entry["Key"], entry["ETag"], entry["Size"])


def _offer(bucket: str, path: RemotePath, key: str, etag: str, size: int) -> Iterator[Offer]:
    """The object as an offer, where its key is the path's for some date or lies below it."""
    depth = len(path.steps)
    steps = key.split("/")
    parts = path.read("/".join(steps[:depth]))
    day = day_of(parts) if parts is not None else None
    if day is None or key.endswith("/"):
        return
    names = tuple(steps[depth:]) or (steps[-1],)
    yield Offer(day, f"{bucket}/{key}", etag, names, size)


def _digests(answer: GetObjectOutputTypeDef) -> dict[str, bytes]:
    """Checksums of the whole object: its own where it has one, its ETag where that is an MD5."""
    if "ChecksumSHA256" in answer and "-" not in answer["ChecksumSHA256"]:
        return {"sha256": base64.b64decode(answer["ChecksumSHA256"])}
    etag = answer["ETag"].strip('"')
    encrypted = answer.get("ServerSideEncryption", "").startswith("aws:kms")
    if _MD5.fullmatch(etag) and not encrypted and "SSECustomerAlgorithm" not in answer:
        return {"md5": bytes.fromhex(etag)}
    return {}


@contextmanager
def _explained(where: str, conn_id: str) -> Iterator[None]:
    """Turn what the S3 library raises into a sentence."""
    from botocore import exceptions

    try:
        yield
    except exceptions.ClientError as error:
        raise _refusal(where, conn_id, error) from error
    except (exceptions.NoCredentialsError, exceptions.PartialCredentialsError) as error:
        raise RefusedError(
            f"The Airflow connection {conn_id!r} holds no key for {where}.",
            "Put the access key into its login and the secret key into its password.",
        ) from error
    except exceptions.FlexibleChecksumError as error:
        raise CutOffError(f"{where} differs from its checksum.", "It is fetched anew.") from error
    except exceptions.SSLError as error:
        raise RefusedError(
            f"{where} shows a certificate that is not trusted.",
            "Let the store use a trusted one, or name its authority in the extra field verify.",
        ) from error
    except _lines_cut() as error:
        raise CutOffError(
            f"{where} does not answer or was cut off ({type(error).__name__}).",
            "See whether the store is up and can be reached.",
        ) from error
    except exceptions.BotoCoreError as error:
        raise unusable(conn_id, error) from error


def _lines_cut() -> tuple[type[Exception], ...]:
    from botocore import exceptions

    return exceptions.HTTPClientError, exceptions.ConnectionError, exceptions.IncompleteReadError


def _refusal(where: str, conn_id: str, error: Exception) -> CutOffError | RefusedError:
    response = getattr(error, "response", {})
    code = str(response.get("Error", {}).get("Code", ""))
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if code in _LOGIN or status in {401, 403}:
        return RefusedError(
            f"{where} refuses the key ({code}).",
            f"Look after the login and password of the Airflow connection {conn_id!r}, "
            "and what the key may read.",
        )
    if status >= 500 or status == 429 or code == "SlowDown":
        return CutOffError(f"{where} answers {code}.", "If it stays so, ask the store's keeper.")
    return RefusedError(
        f"{where} answers {code}.", "Look after the path in the contract's transport."
    )
