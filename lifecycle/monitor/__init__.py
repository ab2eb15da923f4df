"""Monitor: new data against the reference."""
