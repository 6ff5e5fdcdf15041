"""Fields of the API that are more than one of the framework's."""

from typing import Any

from rest_framework import serializers

from common.addresses import MAX_ADDRESS, WRONG, valid_address


class EmailField(serializers.EmailField):
    """One plain address, by the rule of every other door."""

    default_error_messages = {"invalid": WRONG}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_ADDRESS)
        super().__init__(**kwargs)
        self.validators = [
            valid_address if getattr(validator, "code", "") == "invalid" else validator
            for validator in self.validators
        ]
