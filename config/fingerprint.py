"""What a database and its files hold, in a few lines: to show that a restore brought all of it."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

# The sum of a digest of each row depends on every byte of the table and on no order.
TABLE = """
    SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text
    FROM {} t
"""


def fingerprint() -> dict[str, Any]:
    """{"tables": {name: [rows, checksum]}, "files": [number, checksum]} of this installation.

    One transaction sees every table as at one moment; papers and pictures are rows, so that
    their bytes count as well.
    """
    tables = {}
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for name in sorted(connection.introspection.table_names(cursor)):
            statement = sql.SQL(TABLE).format(sql.Identifier(name))
            cursor.execute(statement.as_string(cursor.connection))
            tables[name] = list(cursor.fetchone() or ())
    return {"tables": tables, "files": _files(Path(settings.VAR_DIR) / "media")}


def _files(folder: Path) -> list[Any]:
    digest, number = hashlib.sha256(), 0
    for path in sorted(folder.rglob("*")) if folder.exists() else []:
        if path.is_file():
            number += 1
            digest.update(f"{path.relative_to(folder)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return [number, digest.hexdigest()]


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """A sentence for each table that is missing, new or other than before, and for the files."""
    found = []
    old, new = before["tables"], after["tables"]
    for name in sorted(old.keys() | new.keys()):
        if name not in new:
            found.append(f"{name} is missing")
        elif name not in old:
            found.append(f"{name} was not there before")
        elif old[name] != new[name]:
            same = "other rows" if old[name][0] == new[name][0] else "rows"
            found.append(f"{name} had {old[name][0]} rows and has {new[name][0]} {same}")
    if before["files"] != after["files"]:
        found.append(f"{before['files'][0]} files before, {after['files'][0]} now, or other bytes")
    return found


def dumped(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=1)
