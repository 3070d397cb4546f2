"""The person's gateways: added, named, moved, removed, one of them for new chats, and what was learned of each.

They live in a file of their own beside the settings. The first one's address is the setting `GATEWAY_URL`, as it was
when there was only one, so that the setting and `--gateway` mean what they always meant.

What was learned belongs to an address: it is kept with the address it was learned at, and at another one it is not
known. So a changed address, or `--gateway` for one run, can never carry one gateway's facts to another.

Keys belong to an address as well (`app.keys`). Older versions filed a gateway's key under its id alone, and cannot be
asked which address it was given for. It is taken to be the address their own files hold at the first start of a version
that asks: for the first gateway the one saved in the settings, never that of `--gateway`; for the others the one in the
file of gateways. That is noted in the file at once (`older_keys`) and never decided again, so that an address changed
later does not get the key. A folder in which nothing was saved yet has no such keys; whatever lies in the key store
from another folder, or from one that was deleted, stays where it is and goes nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from turbodesk.app.kept_file import KeptFile
from turbodesk.app.keys import Keys
from turbodesk.app.preferences import Preferences
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.ids import new_id
from turbodesk.chat.one_line import one_line
from turbodesk.chat.profile import FIRST, GatewayFacts, Profile, key_page
from turbodesk.gateway.address import origin_of
from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import GATEWAY_URL, KEY_PAGE, Setting
from turbodesk.store.secrets import Secrets
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.chat.own_headers import OwnHeaders

FIRST_NAME = "TheTurbo"
"""What the first gateway is called until the person calls it otherwise."""


@dataclass(frozen=True, slots=True)
class _Added:
    """Headers of the person's, and the origin they are for: a secret among them goes nowhere else."""

    origin: str
    headers: OwnHeaders = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Learned:
    """Facts, and the address they are true of."""

    url: str
    facts: GatewayFacts


class Profiles:
    """Every gateway of the person; never empty."""

    def __init__(
        self, path: Path, scope: Scope, preferences: Preferences, secrets: Secrets, *, for_this_run: bool = False
    ) -> None:
        """Read the file at `path`. `for_this_run`: the first gateway's address was given on the command line, so new
        chats use that one until the program ends.
        """
        self._file = KeptFile(path, scope, self._to_json)
        loaded = self._file.load()
        self.changed: Signal[None] = Signal()
        """Another list, name or address, or another one for new chats."""
        self.learned: Signal[str] = Signal()
        """The facts of the profile with this id are other ones now."""
        self.failed: Signal[FailureNote] = self._file.failed
        """The file could not be written."""
        self.notice = loaded.notice
        """What the person must be told about the file, if anything."""
        self._scope = scope
        self._preferences = preferences
        self._secrets = secrets
        self._keys: dict[str, Keys] = {}
        self._profiles = _profiles_in(loaded.values)
        if FIRST not in self._profiles and (for_this_run or not self._profiles):
            self._profiles = {FIRST: Profile(FIRST, FIRST_NAME, ""), **self._profiles}
        self._learned = _learned_in(loaded.values)
        self._added = _added_in(loaded.values)
        self._filed = _origins_in(loaded.values)
        self._is_file_new = not loaded.values and loaded.notice is None
        older = loaded.values.get("older_keys")
        self._knows_older = isinstance(older, dict)
        self._older_at = _texts_in(older) if isinstance(older, dict) else self._older_places()
        self._is_writing = False
        chosen = loaded.values.get("new_chats")
        self._default_id = (
            chosen if isinstance(chosen, str) and chosen in self._profiles else next(iter(self._profiles))
        )
        self._only_now = FIRST if for_this_run else ""
        preferences.changed.connect(self._setting_changed)

    # What there is

    def all(self) -> tuple[Profile, ...]:
        """Return every profile, in the order they were added."""
        return tuple(self._with_address(profile) for profile in self._profiles.values())

    def get(self, profile_id: str) -> Profile | None:
        """Return a profile, or None for one that was removed."""
        found = self._profiles.get(profile_id)
        return None if found is None else self._with_address(found)

    @property
    def default_id(self) -> str:
        """The id of the profile new chats use."""
        return self._only_now or self._default_id

    @property
    def default(self) -> Profile:
        """The profile new chats use."""
        return self._with_address(self._profiles[self.default_id])

    def keys(self, profile_id: str) -> Keys:
        """Return what is known of a profile's key, and what can be done with it."""
        if profile_id not in self._keys:
            self._keys[profile_id] = Keys(
                self._secrets,
                profile_id,
                lambda: self._url_of(profile_id),
                older_at=self._older_at.get(profile_id, ""),
                filed=self._filed.setdefault(profile_id, set()),
                filed_changed=self._note_filed,
            )
        return self._keys[profile_id]

    def facts(self, profile_id: str) -> GatewayFacts:
        """Return what was learned at the address a profile has now; nothing is known of one that does not exist."""
        profile, learned = self.get(profile_id), self._learned.get(profile_id)
        return learned.facts if profile is not None and learned and learned.url == profile.url else GatewayFacts()

    def headers(self, profile_id: str, *, url: str = "") -> OwnHeaders:
        """Return the headers the person added for the address a gateway has now, or for `url`; none for another."""
        added = self._added.get(profile_id)
        return added.headers if added and added.origin == origin_of(url or self._url_of(profile_id)) else ()

    # What is done with them

    def begin_writing(self) -> None:
        """Note in the file what older versions' keys are for; until then nothing is written of keys.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        self._is_writing = True
        if not self._knows_older:
            self._knows_older = True
            self._file.save_soon()
            self._file.save_now()

    def add(self, name: str, url: str, *, needs_key: bool = True) -> Profile:
        """Add a gateway; new chats go on using the one they used."""
        profile = Profile(new_id(), self._free_name(name), url.strip(), needs_key)
        self._put(profile)
        return profile

    def adopt(self, profile: Profile) -> None:
        """Add a gateway of another computer, which is known by its id; nothing where one of that id is here."""
        if profile.id not in self._profiles:
            self._put(replace(profile, name=self._free_name(profile.name)))

    def rename(self, profile_id: str, name: str) -> None:
        """Give a gateway another name; a blank one changes nothing."""
        profile = self._profiles.get(profile_id)
        if profile is not None and name.strip() and name.strip() != profile.name:
            self._put(replace(profile, name=self._free_name(name, but=profile_id)))

    def change_url(self, profile_id: str, url: str) -> None:
        """Give a gateway another address; what was learned at the old one is not believed of the new one."""
        profile = self._profiles.get(profile_id)
        if profile is None:
            return
        if profile_id == FIRST:
            self._preferences.set(GATEWAY_URL, url.strip())
        elif url.strip() != profile.url:
            self._put(replace(profile, url=url.strip()))

    def set_needs_key(self, profile_id: str, needs_key: bool) -> None:
        """Say whether a gateway wants a key."""
        profile = self._profiles.get(profile_id)
        if profile is not None and profile.needs_key != needs_key:
            self._put(replace(profile, needs_key=needs_key))

    def set_key_page(self, profile_id: str, page: str) -> None:
        """Name the page that gives a gateway's keys; "" for none of the person's own.

        Raises:
            ValueError: it is no address of a page; with one plain sentence for the person.
        """
        profile, page = self._profiles.get(profile_id), key_page(page)
        if profile is not None and page != profile.key_page:
            self._put(replace(profile, key_page=page))

    def key_page(self, profile_id: str) -> str:
        """Return the page that gives a gateway's keys: the person's, or TheTurbo's; "" where none is known."""
        profile = self.get(profile_id)
        if profile is None:
            return ""
        is_theirs = origin_of(profile.url) == origin_of(GATEWAY_URL.default)
        return profile.key_page or (KEY_PAGE if is_theirs else "")

    def set_headers(self, profile_id: str, headers: OwnHeaders) -> None:
        """Send these headers with every request to the address a gateway has now, and to no other."""
        origin = origin_of(self._url_of(profile_id))
        if profile_id in self._profiles and origin and headers != self.headers(profile_id):
            self._added[profile_id] = _Added(origin, headers)
            self._tell()

    def choose_default(self, profile_id: str) -> None:
        """Let new chats use this gateway."""
        if profile_id in self._profiles and profile_id != self.default_id:
            self._default_id, self._only_now = profile_id, ""
            self._tell()

    def remove(self, profile_id: str) -> bool:
        """Remove a gateway and its key, unless it is the only one; returns whether it is gone.

        Its conversations stay as they are and say what to do when they are written in.
        """
        if profile_id not in self._profiles:
            return False
        keys, origins = self.keys(profile_id), {*self._filed.get(profile_id, ()), self.keys(profile_id).origin}
        origins.add(self._older_at.get(profile_id, ""))
        is_gone = self.let_go(profile_id)
        if is_gone:
            self._scope.start(f"forget-key.{profile_id}", keys.forget_all(origins - {""}))
        return is_gone

    def let_go(self, profile_id: str) -> bool:
        """Remove a gateway, unless it is the only one, and leave its key alone; returns whether it is gone."""
        if profile_id not in self._profiles or len(self._profiles) == 1:
            return False
        self._filed.pop(profile_id, None)
        self._older_at.pop(profile_id, None)
        del self._profiles[profile_id]
        self._learned.pop(profile_id, None)
        self._added.pop(profile_id, None)
        if self._only_now == profile_id:
            self._only_now = ""
        if self._default_id == profile_id:
            self._default_id = next(iter(self._profiles))
        self._tell()
        return True

    def learn(self, profile_id: str, **changes: Any) -> None:
        """Note what was seen of a gateway: any fields of `GatewayFacts`. Nothing happens for one that was removed."""
        facts = self.facts(profile_id)
        self._know(profile_id, replace(facts, **changes))

    def refuse(self, profile_id: str, model: str, parameter: str) -> None:
        """Note that a model does not take an optional parameter at this gateway."""
        self._know(profile_id, self.facts(profile_id).refuse(model, parameter))

    def forget_refusals(self, profile_id: str) -> None:
        """Forget which optional parameters a gateway refused: they are sent again."""
        self._know(profile_id, self.facts(profile_id).forget_refusals())

    def forget_web_refusals(self, profile_id: str, model: str) -> None:
        """Forget what a gateway refused a model of the web: the next question finds out anew."""
        self._know(profile_id, self.facts(profile_id).forget_web(model))

    def forget(self, profile_id: str) -> None:
        """Forget everything learned of a gateway."""
        self._know(profile_id, GatewayFacts())

    def when_kept(self, then: Callable[[], object]) -> None:
        """Call `then` when everything done here so far is on disk; at once, if it is."""
        self._file.when_written(then)

    def save_again(self) -> None:
        """Write everything, whatever was written before."""
        self._file.save_soon()

    def save_now(self) -> None:
        """Write what is not written yet; at the end of the run.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        self._file.save_now()

    # Inside

    def _with_address(self, profile: Profile) -> Profile:
        return replace(profile, url=self._preferences.get(GATEWAY_URL)) if profile.id == FIRST else profile

    def _url_of(self, profile_id: str) -> str:
        profile = self.get(profile_id)
        return "" if profile is None else profile.url

    def _older_places(self) -> dict[str, str]:
        """By gateway, the origin its key of an older version is taken to be for."""
        if self._is_file_new and self._preferences.is_new:
            return {}
        is_known = self._preferences.notice is None
        urls = {profile.id: profile.url for profile in self._profiles.values() if profile.id != FIRST}
        if FIRST in self._profiles and is_known:
            urls[FIRST] = self._preferences.saved(GATEWAY_URL)
        return {id_: origin for id_, url in urls.items() if (origin := origin_of(url))}

    def _note_filed(self) -> None:
        """Remember for which addresses the key store has keys: to show it, and to remove them all with the gateway."""
        if self._is_writing:
            self._file.save_soon()

    def _free_name(self, name: str, *, but: str = "") -> str:
        """The name, with a number where another gateway has it: two alike could not be told apart."""
        wished = one_line(name) or _("Gateway")
        taken = {profile.name.casefold() for profile in self._profiles.values() if profile.id != but}
        names = [wished, *(f"{wished} {number}" for number in range(2, len(taken) + 3))]
        return next(one for one in names if one.casefold() not in taken)

    def _put(self, profile: Profile) -> None:
        self._profiles[profile.id] = profile
        self._follow(profile.id)
        self._tell()

    def _know(self, profile_id: str, facts: GatewayFacts) -> None:
        profile = self.get(profile_id)
        if profile is None or facts == self.facts(profile_id):
            return
        self._learned[profile_id] = _Learned(profile.url, facts)
        self._file.save_soon()
        self.learned.emit(profile_id)

    def _setting_changed(self, setting: Setting[Any]) -> None:
        if setting is GATEWAY_URL and FIRST in self._profiles:
            self._follow(FIRST)
            self.changed.emit(None)
            self.learned.emit(FIRST)

    def _follow(self, profile_id: str) -> None:
        if profile_id in self._keys:
            self._keys[profile_id].follow()

    def _tell(self) -> None:
        self._file.save_soon()
        self.changed.emit(None)

    def _to_json(self) -> dict[str, object]:
        return {
            "profiles": [profile.to_json() for profile in self._profiles.values()],
            "new_chats": self._default_id,
            "learned": {id_: {"url": one.url, **one.facts.to_json()} for id_, one in self._learned.items()},
            "headers": {
                id_: {"for": one.origin, "values": [list(pair) for pair in one.headers]}
                for id_, one in self._added.items()
                if one.headers
            },
            "keys_for": {id_: sorted(origins) for id_, origins in self._filed.items() if origins},
            "older_keys": self._older_at,
        }


def _profiles_in(values: dict[str, object]) -> dict[str, Profile]:
    raw = values.get("profiles")
    found = [Profile.from_json(one) for one in raw] if isinstance(raw, list) else []
    return {one.id: one for one in found if one is not None}


def _learned_in(values: dict[str, object]) -> dict[str, _Learned]:
    raw = values.get("learned")
    entries = raw.items() if isinstance(raw, dict) else ()
    return {
        id_: _Learned(str(one["url"]), GatewayFacts.from_json(one))
        for id_, one in entries
        if isinstance(one, dict) and "url" in one
    }


def _added_in(values: dict[str, object]) -> dict[str, _Added]:
    raw = values.get("headers")
    if not isinstance(raw, dict) or not raw:
        return {}
    from turbodesk.chat import own_headers  # who adds none need not wait for it at the start

    return {
        id_: _Added(str(one["for"]), own_headers.from_json(one.get("values")))
        for id_, one in raw.items()
        if isinstance(one, dict) and "for" in one
    }


def _texts_in(raw: dict[object, object]) -> dict[str, str]:
    return {id_: text for id_, text in raw.items() if isinstance(id_, str) and isinstance(text, str)}


def _origins_in(values: dict[str, object]) -> dict[str, set[str]]:
    raw = values.get("keys_for")
    entries = raw.items() if isinstance(raw, dict) else ()
    return {id_: {one for one in found if isinstance(one, str)} for id_, found in entries if isinstance(found, list)}
