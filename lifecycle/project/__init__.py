"""What a person did and said, as rows of a project's log: looks, names, notes, tags."""
