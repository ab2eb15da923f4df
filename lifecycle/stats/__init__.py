"""The mathematics on plain arrays and frames: intervals, calibration, association, drift."""
