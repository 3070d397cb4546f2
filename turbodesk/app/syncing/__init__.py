"""Keeps the chats of one person's computers in step, through storage that the person has.

Everything here is imported when syncing is wanted: whoever does without pays nothing for it.
"""
