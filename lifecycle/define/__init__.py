"""Define: the problem contract and its review."""
