"""Train's machinery: making and fitting candidates, searching settings, blending, ranking."""
