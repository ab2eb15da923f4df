"""The screens: one page a step, `ui/` the frame that they share, `views/` what a stage shows."""
