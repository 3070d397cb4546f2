"""Signs requests to a bucket as AWS Signature Version 4 wants it, which all who speak S3 understand.

Pure: the time is passed in. The content's hash is signed too, so that nobody on the way can change what is kept. Paths
are encoded once, as S3 alone has it; AWS' other services encode them twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote

from turbodesk.quick_dataclasses import dataclass

_ALGORITHM = "AWS4-HMAC-SHA256"
_UNRESERVED = "-_.~"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """What a request is signed with."""

    id: str
    secret: str

    def __repr__(self) -> str:
        return "AccessKey(hidden)"


def encoded_path(*parts: str) -> str:
    """Return a path of parts, encoded; a part's own slashes part it as well."""
    return "/" + "/".join(quote(part, safe=f"/{_UNRESERVED}") for part in parts)


def encoded_query(query: Mapping[str, str]) -> str:
    """Return a query in the order and the spelling that is signed; "" for none."""
    pairs = sorted((quote(name, safe=_UNRESERVED), quote(value, safe=_UNRESERVED)) for name, value in query.items())
    return "&".join(f"{name}={value}" for name, value in pairs)


def signed_headers(
    method: str,
    host: str,
    path: str,
    *,
    query: str = "",
    headers: Mapping[str, str] | None = None,
    content_sha256: str,
    key: AccessKey,
    region: str,
    now: dt.datetime,
) -> dict[str, str]:
    """Return the headers a request is sent with: `headers`, those the signature needs, and the signature.

    `host` as the request names it, with the port where it is no usual one; `path` and `query` encoded; names of
    `headers` in lower case; `content_sha256` in hexadecimal digits; `now` in UTC.
    """
    at = now.strftime("%Y%m%dT%H%M%SZ")
    signed = {**(headers or {}), "host": host, "x-amz-content-sha256": content_sha256, "x-amz-date": at}
    names = ";".join(sorted(signed))
    lines = [method, path, query]
    lines += [f"{name}:{' '.join(signed[name].split())}" for name in sorted(signed)]
    lines += ["", names, content_sha256]
    scope = f"{at[:8]}/{region}/s3/aws4_request"
    request = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    secret = f"AWS4{key.secret}".encode()
    for part in scope.split("/"):
        secret = hmac.digest(secret, part.encode(), "sha256")
    signature = hmac.digest(secret, "\n".join([_ALGORITHM, at, scope, request]).encode(), "sha256").hex()
    proof = f"{_ALGORITHM} Credential={key.id}/{scope},SignedHeaders={names},Signature={signature}"
    return {**signed, "authorization": proof}
