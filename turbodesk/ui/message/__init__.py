"""One message on screen: its text, its pieces, what stands beneath it."""
