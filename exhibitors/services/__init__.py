"""Services of exhibitors: every change goes through here."""

from exhibitors.services.certificates import add_certificate, expiry_of, revoke_certificate
from exhibitors.services.merges import merge_producers
from exhibitors.services.producers import (
    add_member,
    change_state,
    create_producer,
    end_membership,
    update_producer,
)
from exhibitors.services.products import create_product, update_product, withdraw_product

__all__ = [
    "add_certificate",
    "add_member",
    "change_state",
    "create_producer",
    "create_product",
    "end_membership",
    "expiry_of",
    "merge_producers",
    "revoke_certificate",
    "update_producer",
    "update_product",
    "withdraw_product",
]
