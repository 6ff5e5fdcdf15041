"""Past events of public record: series that return, ready for the city's first fair."""

from django.db import transaction

from fairs.models import FairSeries
from fairs.services.fairs import free_code

SERIES = (
    ("Tuần hàng OCOP Hà Nội", "Hanoi OCOP week", "Semaine des produits OCOP de Hanoï"),
    (
        "Hội chợ đặc sản làng nghề và OCOP",
        "Craft village and OCOP speciality fair",
        "Foire des spécialités des villages de métier et de l’OCOP",
    ),
    (
        "Festival làng nghề",
        "Craft village festival",
        "Festival des villages de métier",
    ),
    ("Không gian Tết", "Tết fair", "Foire du Têt"),
    (
        "Giới thiệu OCOP gắn với văn hóa vùng miền",
        "OCOP and regional culture",
        "OCOP et cultures régionales",
    ),
)


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Make the series of returning fairs; running it again changes nothing.

    Past events themselves stay a data file with sources (fairs/data/events.csv), shown on the
    page of past fairs. Returns how many series were added.
    """
    added = 0
    for name_vi, name_en, name_fr in SERIES:
        if not FairSeries.objects.filter(name_vi=name_vi).exists():
            FairSeries.objects.create(
                code=free_code(name_en, FairSeries),
                name_vi=name_vi,
                name_en=name_en,
                name_fr=name_fr,
            )
            added += 1
    return {"fair series": added}
