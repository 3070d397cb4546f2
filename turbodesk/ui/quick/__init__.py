"""The small window for a quick question, over whatever program is in front."""

from turbodesk.ui.quick.foot import QuickFoot
from turbodesk.ui.quick.offers import Offer, OfferRow
from turbodesk.ui.quick.window import QuickWindow

__all__ = ["Offer", "OfferRow", "QuickFoot", "QuickWindow"]
