"""The authorisation matrix: roles x routes x own, foreign or absent object, as data."""
