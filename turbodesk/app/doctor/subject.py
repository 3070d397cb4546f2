"""Makes the subject of a connection check out of a gateway of the person's."""

from __future__ import annotations

from turbodesk import __version__
from turbodesk.app.doctor.check import Subject
from turbodesk.app.gateways import Gateways
from turbodesk.app.preferences import Preferences
from turbodesk.app.profiles import Profiles
from turbodesk.chat.keys import ApiKey, KeyPlace, KeyState
from turbodesk.chat.profile import Profile
from turbodesk.settings import GATEWAY_PROXY, MODEL


def subject_of(
    profile: Profile, *, profiles: Profiles, preferences: Preferences, key: ApiKey | None = None, chat_model: str = ""
) -> Subject:
    """Return what is checked of `profile`; `key` takes the place of the one that is kept.

    `chat_model` is the model of the chat the check is made for, "" for none.
    """

    async def find_key() -> tuple[ApiKey | None, KeyState]:
        if key is not None:
            return key, KeyState(KeyPlace.THIS_RUN)
        keys = profiles.keys(profile.id)
        if keys.key_for(profile.url) is None:
            await keys.load()
        return keys.key_for(profile.url), keys.state

    return Subject(
        url=profile.url,
        wants_key=key is not None or profile.needs_key or not Gateways.is_here(profile.url),
        find_key=find_key,
        proxy=preferences.get(GATEWAY_PROXY),
        model=preferences.get(MODEL),
        version=__version__,
        chat_model=chat_model,
        key_page=profiles.key_page(profile.id),
        own_headers=profiles.headers(profile.id),
    )
