"""Split: ways of cutting rows into a holdout and folds, which of them suits, what they do."""
