"""The development stack: embedded PostgreSQL and Valkey, and one supervisor over every process.

Nothing here imports Django: the services must answer before settings that name them are read.
"""
