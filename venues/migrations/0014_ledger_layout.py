"""How the ledger and its rollups lie on disk: what a report touches first after a checkpoint.

An index on point and product alone shares one entry among a line's movements of a month, a
quarter of the pages; days are found by partition. Room on the pages lets rollups be updated in
place, without a new entry in every index. Making a month's partition takes its locks in one order,
so that two reports of an old month at once cannot each wait for the other.
"""

from django.db import migrations

PARTITION = """
CREATE OR REPLACE FUNCTION venues_movement_partition(wanted date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    first date := date_trunc('month', wanted)::date;
    name text := 'venues_movement_' || to_char(wanted, 'YYYYMM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('venues_movement_partition'));
        {locks}EXECUTE format(
            'CREATE TABLE IF NOT EXISTS %I PARTITION OF venues_movement'
            ' FOR VALUES FROM (%L) TO (%L)',
            name, first, (first + interval '1 month')::date
        );
    END IF;
    RETURN name;
END $$;
"""
# The tables a new partition locks, in the order in which a report first touches them. Whoever holds
# a point's lock is waited for before the rest: announcing a delivery locks the point and then
# writes lines, while the report that made the partition would go on to lock the same point.
LOCKS = """LOCK TABLE venues_submission IN SHARE ROW EXCLUSIVE MODE;
        LOCK TABLE venues_showcasepoint IN EXCLUSIVE MODE;
        LOCK TABLE venues_movement_default IN ACCESS EXCLUSIVE MODE;
        LOCK TABLE exhibitors_product, venues_batch, venues_deliveryline, accounts_user
            IN SHARE ROW EXCLUSIVE MODE;
        """

FORWARD = """
CREATE INDEX movement_of_line ON venues_movement (point_id, product_id);
DROP INDEX movement_line;
ALTER TABLE venues_linenow SET (fillfactor = 50);
ALTER TABLE venues_linemonth SET (fillfactor = 80);
"""
BACKWARD = """
CREATE INDEX movement_line ON venues_movement (point_id, product_id, day);
DROP INDEX movement_of_line;
ALTER TABLE venues_linenow RESET (fillfactor);
ALTER TABLE venues_linemonth RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("venues", "0013_stockout_recount")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(PARTITION.format(locks=LOCKS), PARTITION.format(locks="")),
    ]
