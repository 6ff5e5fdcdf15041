"""Workbooks of the registry: plain values in, bytes out."""
