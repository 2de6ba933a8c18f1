"""Make the floor's tables and fill them: `python -m bench.floor.fill 100000`."""

import sys

import django


def main(count: int) -> None:
    from django.db import connection

    from bench.floor.models import FloorAudit, FloorTicket

    with connection.cursor() as cursor:
        cursor.execute("drop table if exists floor_flooraudit, floor_floorticket cascade")
    with connection.schema_editor() as editor:
        for model in (FloorTicket, FloorAudit):
            editor.create_model(model)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into floor_floorticket (number, title, body, state, priority, region, holder, service, version,"
            " created_at, updated_at, closed_at) select 'F-' || n, 'Läkemedelslistan laddas inte ' || n,"
            " repeat('Läkemedelslistan laddas inte vid byte. ', 6), 'closed',"
            " 1 + mod(n, 4), 1 + mod(n, 9), 1 + mod(n, 11), 1 + mod(n, 20),"
            " 1, now() - n * interval '5 minutes', now() - n * interval '5 minutes',"
            " case when mod(n, 7) = 0 then null else now() end from generate_series(1, %s) n",
            [count],
        )
        cursor.execute(
            "insert into floor_flooraudit (ticket_id, step, at, data)"
            " select id, 'register', created_at, '{}' from floor_floorticket"
        )
        cursor.execute("analyze floor_floorticket")


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
