"""The database's own half of the one door: columns that only a step may change, and rows that never change."""

from django.db import migrations

ONLY_BY_STEP = """
create function engine_only_by_step() returns trigger language plpgsql as $$
declare
  wanted text := tg_table_name || ':' || (case tg_op when 'INSERT' then 'new' else new.id::text end);
  let_through text[] := string_to_array(coalesce(current_setting('engine.subject', true), ''), ',');
  place int := array_position(let_through, wanted);
begin
  -- The setting lists the very rows that a step writes; each is struck off as it passes, so nothing else
  -- can be changed in the same transaction.
  if place is null then
    raise exception '% may only change through the engine', wanted using errcode = 'integrity_constraint_violation';
  end if;
  perform set_config('engine.subject',
    array_to_string(let_through[:place - 1] || let_through[place + 1:], ','), true);
  return new;
end $$;
"""

APPEND_ONLY = """
create function engine_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("engine", "0001_once_keys")]

    operations = [
        migrations.RunSQL(ONLY_BY_STEP, "drop function engine_only_by_step();"),
        migrations.RunSQL(APPEND_ONLY, "drop function engine_append_only();"),
    ]
