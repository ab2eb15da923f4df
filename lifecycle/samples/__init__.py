"""Tables: samples, models, metrics, checks. One row each; contract tests read every row."""
