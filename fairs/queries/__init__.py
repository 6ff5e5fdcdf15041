"""Reads of fairs, one module per noun."""
