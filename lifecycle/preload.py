"""Loaded once by the forkserver, so that each task starts in milliseconds."""

import gc

import scipy.stats
import sklearn.ensemble
import sklearn.neighbors
import sklearn.neural_network

import lifecycle.steps

gc.freeze()  # what is loaded stays shared between the server of forks and its children
