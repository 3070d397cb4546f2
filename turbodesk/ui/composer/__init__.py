"""Where a message is written and sent, and a reply is stopped."""

from turbodesk.ui.composer.composer import Composer

__all__ = ["Composer"]
