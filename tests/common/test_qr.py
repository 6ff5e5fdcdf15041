"""QR codes: computed the quick way they are the same as computed the long way."""

import random
import string

import pytest

from common.pdf import qr

LETTERS = string.ascii_letters + string.digits + "-_"


def address(chance: random.Random) -> str:
    token = "".join(chance.choices(LETTERS, k=32))
    return f"https://hoicho.example.org/v/{token}/"


def test_many_codes_of_one_length_are_each_what_the_encoder_makes(monkeypatch):
    monkeypatch.setattr(qr, "PRACTICE", 3)
    monkeypatch.setattr(qr, "_shapes", {})
    chance = random.Random(7)
    for _ in range(120):
        data = address(chance)
        assert qr.modules_of(data) == qr.encoded(data)
    assert next(iter(qr._shapes.values())).effects


@pytest.mark.parametrize("data", ["1234567890", "HTTPS://A/", "Hội chợ", "a", "x" * 200])
def test_other_texts_are_encoded_too(data):
    for _ in range(3):
        assert qr.modules_of(data) == qr.encoded(data)


def test_few_lengths_are_kept(monkeypatch):
    monkeypatch.setattr(qr, "_shapes", {})
    for length in range(1, 30):
        qr.modules_of("a" * length)
    assert len(qr._shapes) <= qr.MOST_SHAPES
