"""A bundle made again from its recipe, verified, and compared with another."""
