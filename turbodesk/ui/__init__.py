"""The interface: the only part that knows Qt. It shows what `app` tells it and asks `app` to act."""
