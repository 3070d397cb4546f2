"""Tool servers: programs of others that bring tools, here or at an address, spoken to by the Model Context Protocol.

Everything that a server says is a stranger's: it is bounded, mended, rewritten to what a gateway takes and shown as it
is. The packages that speak the protocol (`mcp`, with `pydantic` and `httpx2`) are imported inside functions alone, on
a thread, at the first start of a server (`sdk`); tools are offered from the list that was kept, with nothing running.
"""
