"""Triggers: state, holder, hold, priority, visibility and version change by steps alone; events never; the ledger tiles."""

from django.db import migrations

GUARDED = {
    "tickets_ticket": ("state", "holder_id", "hold", "priority", "visibility", "version"),
    "tickets_handoff": ("state", "version"),
    "tickets_regionleg": ("state", "version"),
}


def _guard(table: str, columns: tuple[str, ...]) -> str:
    changed = " or ".join(f"new.{column} is distinct from old.{column}" for column in columns)
    return (
        f"create trigger {table}_born before insert on {table} for each row execute function engine_only_by_step();"
        f"create trigger {table}_changed before update on {table} for each row when ({changed})"
        " execute function engine_only_by_step();"
        f"create trigger {table}_stays before delete on {table} for each row execute function engine_append_only();"
        f"create trigger {table}_whole before truncate on {table} for each statement"
        " execute function engine_append_only();"
    )


def _unguard(table: str) -> str:
    return "".join(f"drop trigger {table}_{name} on {table};" for name in ("born", "changed", "stays", "whole"))


EVENTS = """
create trigger tickets_event_stays before update or delete on tickets_event
  for each row execute function engine_append_only();
create trigger tickets_event_whole before truncate on tickets_event
  for each statement execute function engine_append_only();
"""

LEDGER = """
create function tickets_ledger_tiles() returns trigger language plpgsql as $$
declare
  subject bigint := case tg_table_name when 'tickets_ticket' then coalesce(new.id, old.id)
                    else coalesce((to_jsonb(new) ->> 'ticket_id')::bigint, (to_jsonb(old) ->> 'ticket_id')::bigint) end;
  born timestamptz; ended timestamptz; first timestamptz; last timestamptz; rows int; gaps int; open_rows int;
begin
  select registered_at, closed_at into born, ended from tickets_ticket where id = subject;
  select count(*), min(lower(span)), max(upper(span)), count(*) filter (where upper_inf(span)),
         count(*) filter (where before is not null and before is distinct from lower(span))
    into rows, first, last, open_rows, gaps
    from (select span, lag(upper(span)) over (order by lower(span)) as before
            from tickets_ledgerrow where ticket_id = subject) as tiles;
  if born is null then
    if rows > 0 then raise exception 'ledger of ticket %: rows before registration', subject; end if;
  elsif rows = 0 then
    if ended is distinct from born then
      raise exception 'ledger of ticket % is empty', subject using errcode = 'integrity_constraint_violation';
    end if;
  elsif first is distinct from born or gaps > 0 or open_rows <> (case when ended is null then 1 else 0 end)
        or (ended is not null and last is distinct from ended) then
    raise exception 'ledger of ticket % has a gap', subject using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;
create constraint trigger tickets_ledger_whole after insert or update or delete on tickets_ledgerrow
  deferrable initially deferred for each row execute function tickets_ledger_tiles();
create constraint trigger tickets_ticket_in_ledger after insert on tickets_ticket
  deferrable initially deferred for each row execute function tickets_ledger_tiles();
create constraint trigger tickets_ticket_still_in_ledger after update of registered_at, closed_at on tickets_ticket
  deferrable initially deferred for each row
  when (new.registered_at is distinct from old.registered_at or new.closed_at is distinct from old.closed_at)
  execute function tickets_ledger_tiles();
"""
UNLEDGER = """
drop trigger tickets_ledger_whole on tickets_ledgerrow;
drop trigger tickets_ticket_in_ledger on tickets_ticket;
drop trigger tickets_ticket_still_in_ledger on tickets_ticket;
drop function tickets_ledger_tiles();
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_tickets"), ("engine", "0002_database_guard")]

    operations = [
        *(migrations.RunSQL(_guard(table, columns), _unguard(table)) for table, columns in GUARDED.items()),
        migrations.RunSQL(
            EVENTS,
            "drop trigger tickets_event_stays on tickets_event; drop trigger tickets_event_whole on tickets_event;",
        ),
        migrations.RunSQL(LEDGER, UNLEDGER),
    ]
