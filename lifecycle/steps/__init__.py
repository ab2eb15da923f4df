"""One module per step, until each stage has its package."""
