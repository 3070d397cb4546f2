"""The vocabulary: what a conversation, a message and a reply are. Frozen data and pure functions, nothing else."""
