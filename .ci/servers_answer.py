"""Exit 0 when the PostgreSQL (argument 1) and the Redis (argument 2) can be used for tests."""

import sys

import psycopg
import redis

database_url, redis_url = sys.argv[1:]
try:
    with psycopg.connect(database_url, connect_timeout=3) as connection:
        row = connection.execute(
            "select rolcreatedb or rolsuper from pg_roles where rolname = current_user"
        ).fetchone()
    redis.Redis.from_url(redis_url, socket_timeout=3).ping()
except (psycopg.Error, redis.RedisError) as error:
    sys.exit(str(error))
sys.exit(0 if row and row[0] else "the database role may not create databases")
