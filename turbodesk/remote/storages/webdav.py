"""WebDAV (RFC 4918): Nextcloud, ownCloud, what stands in a cupboard at home, and every other server that speaks it.

Five verbs are used, and no condition, lock or entity tag, since servers differ in what these mean. The password goes
with the first request, so that each is answered once; it goes to the place that was chosen and nowhere else.

Of Nextcloud the person knows the address of its pages and a name to sign in with, and where the files are depends on
neither: the server is asked whose files it would show (RFC 5397). Our folder there has a name that people understand.
"""

from __future__ import annotations

import asyncio
import base64
import unicodedata
from collections.abc import Sequence
from urllib.parse import quote, unquote, urlsplit

from turbodesk.chat.storage_choice import NEXTCLOUD, StorageChoice
from turbodesk.chat.storage_errors import Damaged, Missing, NotStorage, Refused, StorageError, StorageUnreachable
from turbodesk.quick_dataclasses import dataclass
from turbodesk.remote.listing_xml import Fields, Records, XmlRecords
from turbodesk.remote.server_address import ServerAddress, read_address
from turbodesk.remote.storage import LARGEST_FILE, is_file_name, split_name
from turbodesk.remote.web_requests import LongAnswer, StorageAnswer, WebRequests

OUR_FOLDER = "TurboDesk"
"""In a Nextcloud: the files of all vaults lie in it."""
MOST_LISTING = 64 * 1024 * 1024
"""Bytes: Nextcloud takes 500 for a file, so this is a folder of 100,000."""
_SIZES = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><getcontentlength/><resourcetype/></prop></propfind>'
_OWNER = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'
_PAGES = ("index.php", "remote.php", "public.php", "apps", "login", "settings")
"""Where the pages of a Nextcloud begin: people copy the address of the one that is in front."""


@dataclass(frozen=True, slots=True)
class DavEntry:
    """One line of a listing."""

    name: str
    """"" for the folder itself."""
    size: int | None
    """Bytes; None for a folder, and for what has no size."""


class WebDav:
    """A folder on a WebDAV server, of which one vault is a folder. Implements `storage.Storage`."""

    def __init__(
        self,
        choice: StorageChoice,
        secret: str,
        vault_id: str,
        *,
        proxy: str = "",
    ) -> None:
        """Make it; nothing is sent yet. `secret` is the password; see `WebRequests` for the others.

        Raises:
            NotStorage: the address is none, or not a safe one; a sentence says which.
        """
        self._is_nextcloud = choice.kind == NEXTCLOUD
        text = choice.address
        if self._is_nextcloud:
            text = text.partition("?")[0].partition("#")[0]
        try:
            address = read_address(text)
        except ValueError as error:
            raise NotStorage(str(error)) from None
        self._address = _without_pages(address) if self._is_nextcloud else address
        self._folders = (*((OUR_FOLDER,) if self._is_nextcloud else ()), vault_id)
        """What of our own lies between the place that was chosen and the folders of a vault."""
        login = base64.b64encode(f"{choice.user}:{secret}".encode()).decode("ascii")
        self._requests = WebRequests(
            address,
            proxy=proxy,
            headers={"authorization": f"Basic {login}"} if choice.user or secret else {},
            secrets=(secret, login, quote(secret)),
        )
        self._root = "" if self._is_nextcloud else self._address.base_url
        self._finding = asyncio.Lock()
        self._making = asyncio.Lock()
        self._there: set[str] = set()
        """Folders of the vault that are known to be there."""

    async def list(self, folder: str) -> dict[str, int]:
        """Return the files of a folder; see `Storage.list`."""
        try:
            entries = await self._look(await self._place(folder))
        except Missing:
            self._there.discard(folder)
            await self._look_at_place_chosen()
            return {}
        self._there.add(folder)
        return {one.name: one.size for one in entries if one.size is not None and is_file_name(one.name)}

    async def get(self, name: str) -> bytes:
        """Return a file; see `Storage.get`."""
        place = await self._place(*split_name(name))
        try:
            answer = await self._requests.ask("GET", place, fine=(200,), most=LARGEST_FILE)
        except LongAnswer as error:
            raise Damaged(error.detail) from None
        return self._fine(answer, 200).body

    async def put(self, name: str, content: bytes) -> None:
        """Write a file, and make its folders where they are missing; see `Storage.put`.

        Why not wait for the server to say that they are: Go's library closes the connection in the middle of a file
        that has no folder, and its answer is lost.
        """
        folder, file = split_name(name)
        place = await self._place(folder, file)
        await self._have_folder(folder)
        try:
            answer = await self._put(place, content)
        except StorageUnreachable:
            self._there.discard(folder)
            raise
        if answer.status in (404, 409):
            self._there.discard(folder)
            await self._have_folder(folder)
            answer = await self._put(place, content)
            if answer.status in (404, 405, 409):
                raise NotStorage(self._failure(answer).detail)
        self._fine(answer, 200, 201, 204)

    async def _put(self, place: str, content: bytes) -> StorageAnswer:
        headers = {"content-type": "application/octet-stream"}
        return await self._requests.ask("PUT", place, fine=(200, 201, 204), headers=headers, content=content)

    async def _have_folder(self, folder: str) -> None:
        async with self._making:
            if folder in self._there:
                return
            try:
                await self._look(await self._place(folder), depth="0")
            except Missing:
                await self._look_at_place_chosen()
                for up in reversed(range(len(self._folders))):
                    await self._make(await self._place(up=up))
                await self._make(await self._place(folder))
            self._there.add(folder)

    async def _make(self, place: str) -> None:
        answer = await self._requests.ask("MKCOL", place, fine=(200, 201))
        if answer.status in (200, 201, 405):  # the last says that it is there
            return
        try:
            await self._look(place, depth="0")  # another computer may have made it at this moment
        except StorageError:
            raise self._failure(answer) from None

    async def delete(self, name: str) -> None:
        """Delete a file; see `Storage.delete`."""
        answer = await self._requests.ask("DELETE", await self._place(*split_name(name)), fine=(200, 202, 204))
        if answer.status not in (404, 410):
            self._fine(answer, 200, 202, 204)

    async def remove_empty_folders(self) -> None:
        """Remove our folders, as far as they are empty; see `Storage.remove_empty_folders`.

        Deleting a folder deletes what is in it, so it is looked at before.
        """
        self._there.clear()
        ours = [await self._place("log"), await self._place("blobs")]
        ours += [await self._place(up=up) for up in range(len(self._folders))]
        for place in ours:
            try:
                entries = await self._look(place)
            except Missing:
                continue
            if all(not one.name for one in entries):
                answer = await self._requests.ask("DELETE", place, fine=(200, 202, 204))
                if answer.status not in (404, 410):
                    self._fine(answer, 200, 202, 204)

    async def close(self) -> None:
        """End the connections."""
        await self._requests.close()

    async def _place(self, folder: str = "", file: str = "", *, up: int = 0) -> str:
        """Return the address of a file, or of a folder; `up` leaves out as many of our folders."""
        parts = [*self._folders[: len(self._folders) - up], *([folder] if folder else [])]
        place = await self._place_chosen() + "".join(f"{quote(part)}/" for part in parts)
        return place + quote(file, safe="")

    async def _place_chosen(self) -> str:
        """Return where our folders are, with a slash at the end."""
        async with self._finding:
            if not self._root:
                self._root = await self._files_of_person()
        return f"{self._root}/"

    async def _look_at_place_chosen(self) -> None:
        """Make sure that what is missing is ours, and not the place where it shall be.

        Raises:
            NotStorage: that is not there.
        """
        try:
            await self._look(await self._place_chosen(), depth="0")
        except Missing as error:
            raise NotStorage(error.detail) from None

    async def _files_of_person(self) -> str:
        place = f"{self._address.base_url}/remote.php/dav/"
        try:
            records = await self._records(place, _OWNER, depth="0")
        except Missing as error:
            raise NotStorage(error.detail) from None
        owner = next((found for one in records if (found := one.get("propstat/prop/current-user-principal/href"))), "")
        parts = _parts(owner)
        if not parts:
            raise Refused("nobody is signed in")
        return f"{place}files/{quote(parts[-1], safe='')}"

    async def _look(self, place: str, depth: str = "1") -> Sequence[DavEntry]:
        """Return what is at a place.

        Raises:
            Missing: nothing.
            StorageError: the answer is about something else: then nothing it leaves out may be taken to be gone.
        """
        own = _parts(place)
        found = [entry for one in await self._records(place, _SIZES, depth=depth) if (entry := _entry(one, own))]
        if not any(not one.name for one in found):
            raise StorageError("the listing is of another folder")
        return found

    async def _records(self, place: str, asked: bytes, *, depth: str) -> Records:
        headers = {"depth": depth, "content-type": "application/xml; charset=utf-8"}
        xml = XmlRecords("multistatus", "response")
        records: Records = []
        answer = await self._requests.ask(
            *("PROPFIND", place),
            fine=(207,),
            headers=headers,
            content=asked,
            most=MOST_LISTING,
            feed=lambda piece: records.extend(xml.feed(piece)),
        )
        self._fine(answer, 207)
        xml.close()
        return records

    def _fine(self, answer: StorageAnswer, *statuses: int) -> StorageAnswer:
        """Return an answer with one of these statuses that is no page.

        Raises:
            StorageError: what else it means.
        """
        if answer.status not in statuses:
            raise self._failure(answer)
        if answer.status == 200 and answer.is_page:
            raise NotStorage("a page in place of a file")
        return answer

    def _failure(self, answer: StorageAnswer) -> StorageError:
        xml = XmlRecords("error", "")
        try:
            xml.feed(answer.body)
            said = xml.close()
        except StorageError:
            said = {}
        return self._requests.failure(answer, code=said.get("exception", ""), says=said.get("message", ""))


def _without_pages(address: ServerAddress) -> ServerAddress:
    parts = address.path.split("/")
    cut = next((at for at, part in enumerate(parts) if part in _PAGES), len(parts))
    return ServerAddress(address.base_url.removesuffix(address.path) + "/".join(parts[:cut]).rstrip("/"))


def _parts(address: str) -> list[str]:
    """Return the parts of a path, decoded, as they are compared; none for what is no address.

    Servers behind others write whole addresses with names that are known to them alone, so that only the path counts.
    A file system may write a letter with its accent as two.
    """
    try:
        path = urlsplit(address).path
    except ValueError:
        return []
    return [unicodedata.normalize("NFC", unquote(part)) for part in path.split("/") if part]


def _entry(record: Fields, own: list[str]) -> DavEntry | None:
    """Return one line of a listing of the folder at `own`; None for what is not in it."""
    parts = _parts(record.get("href", ""))
    if [part.casefold() for part in parts[: len(own)]] != [part.casefold() for part in own]:
        return None
    if len(parts) == len(own):
        return DavEntry("", None)
    if len(parts) > len(own) + 1 or "/" in parts[-1]:
        return None
    size = record.get("propstat/prop/getcontentlength", "")
    is_file = size.isascii() and size.isdigit() and len(size) < 16
    is_folder = "propstat/prop/resourcetype/collection" in record
    return DavEntry(parts[-1], int(size) if is_file and not is_folder else None)
