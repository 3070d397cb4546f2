"""Attachments on screen: tiles above the text being written, pictures and chips in messages, and a larger look."""
