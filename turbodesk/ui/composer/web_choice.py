"""What there is to choose about the web for the chat in front, and what is chosen."""

from __future__ import annotations

from dataclasses import field

from turbodesk.chat.parameters import WebParameters
from turbodesk.chat.web_sites import readable
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import listed, number


@dataclass(frozen=True, slots=True)
class WebChoice:
    """Whether the web is searched for the chat in front, within what, and why not where it cannot be."""

    is_offered: bool = False
    is_on: bool = False
    web: WebParameters = field(default_factory=WebParameters)
    refusal: str = ""
    """One sentence, where the gateway has refused to search for this model; "" where it has not."""
    chat_id: str = ""
    """Whose choice it is: what is being written for one chat is not meant for the next."""

    @property
    def words(self) -> str:
        """What is chosen, as short as a button has it."""
        only = self.web.only if self.is_on else ()
        if not only:
            return _("Web")
        if len(only) > 1:
            return ngettext("Web: {count} site", "Web: {count} sites", len(only)).format(count=number(len(only)))
        # Translators: only this site is searched.
        return _("Web: {site}").format(site=readable(only[0])[:24])

    @property
    def told(self) -> str:
        """What is chosen, for who does not see it."""
        if self.refusal:
            return self.refusal
        if not self.is_on:
            return _("Off")
        told = [_("On")]
        if self.web.only:
            # Translators: how the web is searched, as in "On, only example.org, with where you are".
            told.append(_("only {sites}").format(sites=listed([readable(one) for one in self.web.only])))
        if self.web.never:
            told.append(_("never {sites}").format(sites=listed([readable(one) for one in self.web.never])))
        if self.web.has_place:
            told.append(_("with where you are"))
        return listed(told)
