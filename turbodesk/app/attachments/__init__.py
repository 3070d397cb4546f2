"""Takes pictures and files into a conversation and hands them out again, for requests and for looking at."""

from turbodesk.app.attachments.service import AttachmentService

__all__ = ["AttachmentService"]
