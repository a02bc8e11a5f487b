"""Ours beside its peers, one file a system. Run with `make bench` or `make bench ONLY=foundations`."""
