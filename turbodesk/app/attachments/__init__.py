"""Takes pictures and files into a conversation and hands them out again, for requests and for looking at."""

from turbodesk.app.attachments.cabinet import Cabinet
from turbodesk.app.attachments.pictures import Picture, Pictures

__all__ = ["Cabinet", "Picture", "Pictures"]
