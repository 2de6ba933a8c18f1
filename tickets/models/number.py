"""Number series: INC-2026-000123. One row a prefix and year; no gaps, since the row is locked until commit."""

from django.db import connection, models


class NumberSeries(models.Model):
    prefix = models.CharField(max_length=6)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="number_series_once")]

    def __str__(self):
        return f"{self.prefix}-{self.year}"


def next_number(prefix: str, year: int) -> str:
    """The next number of the series. Needs a transaction: the series stays locked until it ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into tickets_numberseries (prefix, year, last) values (%s, %s, 1)"
            " on conflict (prefix, year) do update set last = tickets_numberseries.last + 1 returning last",
            [prefix, year],
        )
        (last,) = cursor.fetchone()
    return f"{prefix}-{year}-{last:06d}"
