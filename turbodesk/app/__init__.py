"""The use cases: what a person can do with conversations, keys and models. asyncio, no Qt."""
