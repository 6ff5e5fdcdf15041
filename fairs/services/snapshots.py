"""What an application keeps of each product on the day it is sent."""

from collections.abc import Sequence
from typing import Any

from exhibitors.models import Product
from fairs.models import Application, Fair
from fairs.rules.eligibility import ProductFacts, product_verdict


def keep_snapshots(application: Application, fair: Fair, products: Sequence[Product]) -> None:
    """Facts of each product as they are now, with the certificate that admits it."""
    by_id = {product.pk: product for product in products}
    for item in application.items.order_by("id"):
        product = by_id[item.product_id]
        facts = ProductFacts(
            product.pk, product.name, product.group, tuple(product.certificates.all())
        )
        certificate = product_verdict(fair, facts).certificate
        item.certificate_id = certificate.pk if certificate else None
        item.snapshot = _facts(product, certificate)
        item.save(update_fields=["certificate", "snapshot"])


def _facts(product: Product, certificate: Any) -> dict[str, Any]:
    """A product's facts as an application keeps them."""
    return {
        "code": product.code,
        "name": product.name,
        "group": product.group,
        "product_type": product.product_type,
        "stars": certificate.stars if certificate else None,
        "decision_number": certificate.decision_number if certificate else "",
        "expires_on": certificate.expires_on.isoformat() if certificate else None,
    }
