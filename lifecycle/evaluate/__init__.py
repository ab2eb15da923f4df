"""What Evaluate rests on: scores, calibration, errors, groups, reasons, comparisons, verdict."""
