"""The titles of open cases beside each other, so that a hint while typing reads no more than these.

`tickets_opentitle` has one row for each open case: its words, process and service. The database writes it in the
statement that registers, ends or opens the case again or changes one of the three, and at no other step. A title that
is hidden or removed takes its words along. Beat keeps the newest of each process (tickets/search/titles.py). The index
of all titles, which hints asked until now, goes: nothing else did.
"""

from django.db import migrations

TABLE = """
create table tickets_opentitle (
  ticket_id bigint primary key, process varchar(30) not null, service_id bigint, words tsvector not null);
create index tickets_opentitle_words on tickets_opentitle using gin (words) with (fastupdate = off);
create index tickets_opentitle_service on tickets_opentitle (service_id, ticket_id desc);
"""

FUNCTION = """
create function tickets_keep_open_title() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    delete from tickets_opentitle where ticket_id = old.id;
  elsif new.registered_at is null or new.closed_at is not null or new.historic then
    delete from tickets_opentitle where ticket_id = new.id;
  else
    insert into tickets_opentitle (ticket_id, process, service_id, words)
    values (new.id, new.process, new.service_id, tickets_plain_words(new.title))
    on conflict (ticket_id) do update
       set process = excluded.process, service_id = excluded.service_id, words = excluded.words;
  end if;
  return null;
end $$;
"""

TRIGGERS = """
create trigger tickets_open_title_came after insert on tickets_ticket for each row
  when (new.registered_at is not null and new.closed_at is null and not new.historic)
  execute function tickets_keep_open_title();
create trigger tickets_open_title_changed after update on tickets_ticket for each row
  when ((old.title, old.process, old.service_id, old.registered_at is null, old.closed_at is null, old.historic)
        is distinct from
        (new.title, new.process, new.service_id, new.registered_at is null, new.closed_at is null, new.historic))
  execute function tickets_keep_open_title();
create trigger tickets_open_title_gone after delete on tickets_ticket for each row
  when (old.registered_at is not null and old.closed_at is null)
  execute function tickets_keep_open_title();
-- Also where rows are copied in bulk with the other triggers at rest.
alter table tickets_ticket enable always trigger tickets_open_title_came;
"""

OLD_ROWS = """
insert into tickets_opentitle (ticket_id, process, service_id, words)
select id, process, service_id, tickets_plain_words(title)
  from (select id, process, service_id, title, row_number() over (partition by process order by id desc) as place
          from tickets_ticket where closed_at is null and not historic and not registered_at is null) as open
 where place <= 10000;
"""

NO_INDEX = "drop index tickets_title_words"

BACK = """
create index tickets_title_words on tickets_textversion using gin (words) with (gin_pending_list_limit = 256)
  where field = 'title';
drop trigger tickets_open_title_came on tickets_ticket;
drop trigger tickets_open_title_changed on tickets_ticket;
drop trigger tickets_open_title_gone on tickets_ticket;
drop function tickets_keep_open_title();
drop table tickets_opentitle;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0042_versions_of_articles")]

    operations = [migrations.RunSQL([TABLE, FUNCTION, TRIGGERS, OLD_ROWS, NO_INDEX], BACK)]
