"""The metric catalog, outcomes, intervals of metrics and paired comparisons."""
