"""What every floor rests on: Params, Step and Recipe, errors, settings, fields of params, words."""
