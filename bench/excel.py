"""What importing a workbook of recognition decisions costs, as ratios taken in one run.

    python bench/excel.py [--rows 2167] [--rounds 5]

The limit is reading the cells and copying them into an empty table, nothing checked. The plain way
looks every row up and writes it, row by row. Ours checks each row, keeps each error, and writes in
bulk; the second time it finds that nothing is new. Medians of interleaved rounds.
"""

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.stack import embedded

MOST_LIMITS, LEAD, AGAIN_LEAD, STATEMENTS, ROWS_A_STATEMENT = 8, 12, 20, 15, 500


class Imports:
    """The workbook and the ways of importing it; each leaves the tables as it found them."""

    def __init__(self, rows: int) -> None:
        from accounts.models import User  # noqa: PLC0415 - Django is set up by now
        from exhibitors.models import Commune  # noqa: PLC0415

        self.actor = User.objects.create_user("bench@example.org")
        self.communes = list(Commune.objects.values_list("name", flat=True))
        self.rows = list(self._rows(rows))
        self.content = self._workbook()

    def _rows(self, count: int) -> Iterator[list[Any]]:
        for n in range(count):
            issued = date(2024, 1, 1) + timedelta(days=n % 600)
            yield [
                f"Hợp tác xã số {n // 3}",
                f"01{n // 3:08d}",
                "Hợp tác xã",
                self.communes[n // 3 % len(self.communes)],
                f"Mật ong hoa nhãn {n}",
                n % 6 + 1,
                n % 3 + 3,
                f"{n // 40}/QĐ-UBND",
                issued,
                issued + timedelta(days=1095),
                "UBND thành phố Hà Nội",
            ]

    def _workbook(self) -> bytes:
        from common.excel import workbook_bytes  # noqa: PLC0415
        from exhibitors.rules.recognition import COLUMNS  # noqa: PLC0415

        return workbook_bytes(title="import", header=list(COLUMNS), rows=self.rows)

    def limit(self) -> None:
        import python_calamine  # noqa: PLC0415
        from django.db import connection  # noqa: PLC0415

        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(self.content))
        _head, *rows = book.get_sheet_by_index(0).to_python()
        names = ", ".join(f"c{n} text" for n in range(len(rows[0])))
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE bench_copy ({names})")
            with cursor.copy("COPY bench_copy FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([str(cell) for cell in row])
            cursor.execute("DROP TABLE bench_copy")

    def ours(self) -> None:
        from django.utils import timezone  # noqa: PLC0415

        from exhibitors.services.imports import import_chunk, start_import  # noqa: PLC0415

        now = timezone.now()
        record = start_import(
            filename="bench.xlsx", file=io.BytesIO(self.content), actor=self.actor, now=now
        )
        while record.next_row < record.total:
            record = import_chunk(record_id=record.pk, now=now)
        if record.failed:
            raise RuntimeError(record.errors[:3])

    def plain(self) -> None:
        """Row by row, as an importer without a plan does it."""
        from django.db import transaction  # noqa: PLC0415

        from exhibitors.models import Certificate, Commune, Producer, Product  # noqa: PLC0415

        with transaction.atomic():
            for n, row in enumerate(self.rows):
                commune = Commune.objects.get(name=row[3])
                producer, _made = Producer.objects.get_or_create(
                    tax_code=row[1],
                    defaults={
                        "name": row[0], "kind": "COOPERATIVE", "commune": commune, "code": f"e{n}",
                    },
                )  # fmt: skip
                product, _made = Product.objects.get_or_create(
                    producer=producer, name=row[4], defaults={"group": row[5], "code": f"e{n}"}
                )
                Certificate.objects.update_or_create(
                    product=product,
                    decision_number=row[7],
                    defaults={"stars": row[6], "issued_on": row[8], "expires_on": row[9]},
                )

    def clear(self) -> None:
        from exhibitors.models import Certificate, Producer, Product  # noqa: PLC0415

        codes = [row[1] for row in self.rows]
        mine = Producer.objects.filter(tax_code__in=codes)
        Certificate.objects.filter(product__producer__in=mine).delete()
        Product.objects.filter(producer__in=mine).delete()
        mine.delete()


def seconds(work: Callable[[], None]) -> float:
    """Wall time: program and database work in turn here, nothing else is measured meanwhile."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def statements(work: Callable[[], None]) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum(not query["sql"].startswith(control) for query in captured)


def compare(rows: int, rounds: int) -> int:
    imports = Imports(rows)
    counts = statements(imports.ours), statements(imports.ours)
    imports.clear()
    taken: dict[str, list[float]] = {}
    for _round in range(rounds):
        for name, work in (
            ("limit", imports.limit),
            ("ours", imports.ours),
            ("ours again", imports.ours),
            ("", imports.clear),
            ("plain", imports.plain),
            ("plain again", imports.plain),
            ("", imports.clear),
        ):
            taken.setdefault(name, []).append(seconds(work))
    median = {name: statistics.median(found) for name, found in taken.items() if name}
    for name, value in median.items():
        print(f"{name:12} {value:7.3f} s {value / median['limit']:8.1f} × the limit")
    most = STATEMENTS + -(-rows // ROWS_A_STATEMENT)
    print(f"statements: {counts[0]} the first time, {counts[1]} the second (≤ {most})")
    lead, again = median["plain"] / median["ours"], median["plain again"] / median["ours again"]
    print(f"{lead:.1f} × as fast as row by row (≥ {LEAD}), again {again:.1f} × (≥ {AGAIN_LEAD})")
    good = (
        max(counts) <= most
        and median["ours"] <= MOST_LIMITS * median["limit"]
        and lead >= LEAD
        and again >= AGAIN_LEAD
    )
    print("all targets met" if good else "a target is MISSED")
    return 0 if good else 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2167)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with embedded("config.settings.dev") as (environment, _services):
        os.environ.update(environment, DJANGO_SETTINGS_MODULE="config.settings.dev")
        import django  # noqa: PLC0415 - the settings are known only now

        django.setup()
        sys.exit(compare(options.rows, options.rounds))


if __name__ == "__main__":
    main()
