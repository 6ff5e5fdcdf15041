"""What can go wrong, said in a sentence for the person at the terminal."""


class StackError(Exception):
    """A start that cannot go on; its text is one sentence naming what to change."""
