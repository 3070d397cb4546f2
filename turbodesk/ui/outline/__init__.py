"""The contents of a chat: ticks at the edge of the page, and the list they open."""
