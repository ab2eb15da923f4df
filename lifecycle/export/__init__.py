"""Export: the bundle, a folder that holds a model with everything to use, check and rebuild it."""
