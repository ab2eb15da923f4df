"""One script a rival: it reads train.csv and test.csv, works for so many seconds, and answers.

Each is run as ``python SCRIPT train.csv test.csv target task seconds out.csv`` in an environment
of its own, and writes one column of probabilities a class, or the column ``prediction``.
"""
