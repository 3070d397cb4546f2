"""Draws the diagrams of replies, in a process of its own, and keeps what was drawn."""
