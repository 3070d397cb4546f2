"""A bucket: of Amazon, or of anybody who speaks the same (R2, B2, Wasabi, Hetzner, Garage, what stands at home).

Four requests of the S3 API (2006-03-01), with the bucket in the path: so it works for every server and certificate.
Two things are learned from answers, and the request is then sent once more: the region, which people rarely know, and
the time, since a signature of another quarter of an hour is refused. Redirects are not followed: a signature holds for
one place.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import hashlib
import re
from collections.abc import Callable, Collection

from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.storage_errors import (
    Damaged,
    Missing,
    NotStorage,
    Refused,
    StorageError,
    StorageUnreachable,
    WrongClock,
)
from turbodesk.remote.aws_signature import AccessKey, encoded_path, encoded_query, signed_headers
from turbodesk.remote.listing_xml import Fields, Records, XmlRecords
from turbodesk.remote.server_address import read_address
from turbodesk.remote.storage import LARGEST_FILE, is_file_name, split_name
from turbodesk.remote.web_requests import MOST_COMPLAINT, LongAnswer, StorageAnswer, WebRequests

MOST_PAGE = 8 * 1024 * 1024
"""Bytes of a page of a listing; it has at most 1,000 files, each of which takes 400."""
MOST_PAGES = 200
_LARGE = 1024 * 1024
"""Bytes from which on the hash is worth a thread."""
_USUAL_REGION = "us-east-1"
"""What most of those take who have none."""
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_IN_HOST = re.compile(r"s3[.-]([a-z0-9-]+)\.[a-z0-9-]+\.[a-z]{2,}")
_OF_AMAZON = re.compile(r"s3[.-]([a-z0-9-]+\.)?amazonaws\.com")
_EXPECTED = re.compile(r"expect\w* '([a-z0-9-]{1,40})'")
_BY_CODE: dict[str, type[StorageError]] = {
    **dict.fromkeys(("NoSuchBucket", "InvalidBucketName", "PermanentRedirect", "TemporaryRedirect"), NotStorage),
    **dict.fromkeys(("AuthorizationHeaderMalformed", "IllegalLocationConstraintException"), NotStorage),
    **dict.fromkeys(("InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken"), Refused),
    **dict.fromkeys(("RequestTimeout", "InternalError"), StorageUnreachable),
    "NoSuchKey": Missing,
}
_SAYS_CLOCK = re.compile(r"RequestTimeTooSkewed|difference between the request time", re.IGNORECASE)
"""Amazon says so by the code; Go's server of rclone, and others, in words alone."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class S3Bucket:
    """A bucket, in which a vault is the beginning of the names. Implements `storage.Storage`."""

    def __init__(
        self,
        choice: StorageChoice,
        secret: str,
        vault_id: str,
        *,
        proxy: str = "",
        clock: Callable[[], dt.datetime] = _now,
    ) -> None:
        """Make it; nothing is sent yet. `secret` is that of the access key; `clock` tells the time in UTC.

        Raises:
            NotStorage: the address is none, or not a safe one; a sentence says which.
            Refused: there are signs in the access key that none has.
        """
        try:
            address = read_address(choice.address)
        except ValueError as error:
            raise NotStorage(str(error)) from None
        if re.fullmatch(r"[!-~]*", choice.user) is None:
            raise Refused("the access key has signs that none has")
        self._scheme, self.host, self._path = address.base_url.partition("://")[0], address.authority, address.path
        self._bucket = choice.bucket
        self._vault_id = vault_id
        self._key = AccessKey(choice.user, secret)
        named = _IN_HOST.match(address.host)
        self.region = choice.region or (named[1] if named else _USUAL_REGION)
        self._clock = clock
        self._clock_is_behind = dt.timedelta()
        self._requests = WebRequests(address, proxy=proxy, secrets=(secret, choice.user))

    async def list(self, folder: str) -> dict[str, int]:
        """Return the files of a folder; see `Storage.list`."""
        prefix = f"{self._vault_id}/{folder}/"
        found: dict[str, int] = {}
        token = ""
        for _page in range(MOST_PAGES):
            records, beside = await self._page(prefix, token)
            for record in records:
                key, size = record.get("Key", ""), record.get("Size", "")
                name = key.removeprefix(prefix)
                if key.startswith(prefix) and is_file_name(name) and _is_size(size):
                    found[name] = int(size)
            if beside.get("IsTruncated", "").lower() != "true":
                return found
            before, token = token, beside.get("NextContinuationToken", "")
            if token in ("", before):
                break
        raise StorageError("a listing without end")

    async def _page(self, prefix: str, token: str) -> tuple[Records, Fields]:
        query = {"list-type": "2", "prefix": prefix, **({"continuation-token": token} if token else {})}
        xml = XmlRecords("ListBucketResult", "Contents")
        records: Records = []
        answer = await self._ask(
            *("GET", ""),
            query=encoded_query(query),
            fine=(200,),
            most=MOST_PAGE,
            feed=lambda piece: records.extend(xml.feed(piece)),
        )
        if answer.status == 404:
            raise NotStorage(self._failure(answer).detail)  # there is no such bucket
        self._fine(answer, 200)
        return records, xml.close()

    async def get(self, name: str) -> bytes:
        """Return a file; see `Storage.get`."""
        try:
            answer = await self._ask("GET", self._key_of(name), fine=(200,), most=LARGEST_FILE)
        except LongAnswer as error:
            raise Damaged(error.detail) from None
        if answer.status == 200 and answer.is_page:
            raise NotStorage("a page in place of a file")
        return self._fine(answer, 200).body

    async def put(self, name: str, content: bytes) -> None:
        """Write a file; see `Storage.put`."""
        answer = await self._ask("PUT", self._key_of(name), content=content, fine=(200, 201, 204))
        if answer.status == 404 or answer.is_page:
            raise NotStorage(self._failure(answer).detail)
        self._fine(answer, 200, 201, 204)

    async def delete(self, name: str) -> None:
        """Delete a file; see `Storage.delete`."""
        answer = await self._ask("DELETE", self._key_of(name), fine=(200, 202, 204))
        if answer.status not in (200, 202, 204):
            failure = self._failure(answer)
            if not isinstance(failure, Missing):
                raise failure

    async def remove_empty_folders(self) -> None:
        """Do nothing: a bucket has no folders."""

    async def close(self) -> None:
        """End the connections."""
        await self._requests.close()

    def _key_of(self, name: str) -> str:
        return "/".join((self._vault_id, *split_name(name)))

    async def _ask(
        self,
        method: str,
        key: str,
        *,
        fine: Collection[int],
        query: str = "",
        content: bytes = b"",
        most: int = MOST_COMPLAINT,
        feed: Callable[[bytes], object] | None = None,
    ) -> StorageAnswer:
        """Send a signed request; once more with the region, and with the time, that an answer tells."""
        large = len(content) > _LARGE
        digest = await asyncio.to_thread(_sha256, content) if large else _sha256(content)
        path = f"{self._path}{encoded_path(self._bucket, key)}"
        learned: set[str] = set()
        while True:
            headers = signed_headers(
                *(method, self.host, path),
                query=query,
                content_sha256=digest,
                key=self._key,
                region=self.region,
                now=self._clock() + self._clock_is_behind,
            )
            answer = await self._requests.ask(
                method,
                f"{self._scheme}://{self.host}{path}{'?' if query else ''}{query}",
                headers=headers,
                content=content if method == "PUT" else None,
                fine=fine,
                most=most,
                feed=feed,
                follows=False,
            )
            what = "" if answer.status in fine else self._learn(answer)
            if not what or what in learned:
                return answer
            learned.add(what)

    def _learn(self, answer: StorageAnswer) -> str:
        """Take over what a refusal tells, and return what that is; "" for nothing new."""
        said = _complaint(answer)
        if _is_about_clock(said):
            try:
                there = email.utils.parsedate_to_datetime(answer.headers.get("date", ""))
            except ValueError:
                return ""
            self._clock_is_behind = there.replace(tzinfo=there.tzinfo or dt.UTC) - self._clock()
            return "time"
        told = _EXPECTED.search(said.get("Message", ""))
        region = answer.headers.get("x-amz-bucket-region", "") or said.get("Region", "") or (told[1] if told else "")
        is_about_region = answer.status in (301, 307) or said.get("Code") == "AuthorizationHeaderMalformed"
        if not is_about_region or _REGION.fullmatch(region) is None:
            return ""
        self.learn_region(region)
        return "region"

    def learn_region(self, region: str) -> None:
        """Sign for this region from now on; at Amazon each has a computer of its own."""
        self.region = region
        if _OF_AMAZON.fullmatch(self.host):
            self.host = f"s3.{region}.amazonaws.com"

    def _fine(self, answer: StorageAnswer, *statuses: int) -> StorageAnswer:
        if answer.status not in statuses:
            raise self._failure(answer)
        return answer

    def _failure(self, answer: StorageAnswer) -> StorageError:
        said = _complaint(answer)
        code = said.get("Code", "")
        usual = self._requests.failure(answer, code=code, says=said.get("Message", ""))
        if _is_about_clock(said):
            return WrongClock(usual.detail)
        return _BY_CODE[code](usual.detail) if code in _BY_CODE else usual


def _complaint(answer: StorageAnswer) -> Fields:
    xml = XmlRecords("Error", "")
    try:
        xml.feed(answer.body)
        return xml.close()
    except StorageError:
        return {}


def _is_about_clock(said: Fields) -> bool:
    return _SAYS_CLOCK.search(f"{said.get('Code', '')} {said.get('Message', '')}") is not None


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
