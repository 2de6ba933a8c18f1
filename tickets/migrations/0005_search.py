"""The search index: each text and file carries its own words, kept by the database in the statement that writes it.

`words` holds, of one row: its words in small letters; every token with a digit in it, letters and figures only, after
"=" (references and numbers); and the day and the month in which the ticket was born, after "#", so that a search for
the newest reads only the days it needs. `tickets_searchword` says which words in use have a Swedish stem (after "~"), and
which hold a part: it has every word from its beginning and from each letter after the third. The words stand in the
index unstemmed because the stemmer cuts compounds so that their parts are lost: “provsvaren” becomes “provsv”.
A word is forgotten when the last row with it has gone.
"""

from django.db import migrations

FUNCTIONS = r"""
create function tickets_born(born timestamptz) returns text[] language sql stable
  return array[to_char(born at time zone 'UTC', '"#"YYYYMM'), to_char(born at time zone 'UTC', '"#"YYYYMMDD')];

create function tickets_words(said text, born timestamptz) returns tsvector language plpgsql stable as $$
declare
  marks text[] := tickets_born(born);
begin
  said := lower(left(said, 200000));
  if said ~ '[0-9]' then
    marks := marks || array(
      select '=' || regexp_replace(piece, '[^[:alnum:]]', '', 'g')
        from regexp_matches(said, '\S*[0-9]\S*', 'g') as token,
             lateral (select token[1] union all select regexp_split_to_table(token[1], '[^[:alnum:]]+')) as pieces (piece)
       where piece ~ '[0-9]' and length(piece) between 2 and 60);
  end if;
  return strip(to_tsvector('pg_catalog.simple', regexp_replace(said, '[^[:alnum:]]+', ' ', 'g'))) || array_to_tsvector(marks);
end $$;

create table tickets_searchword (part text collate "C" not null, word text collate "C" not null);
create index tickets_searchword_part on tickets_searchword (part, word);

create function tickets_word_parts(word text) returns setof text language sql immutable as $$
  select substr(word, start + 1) from generate_series(0, length(word) - 3) as start where start = 0 or start >= 3
  union all
  select '~' || stem from unnest(ts_lexize('pg_catalog.swedish_stem', word)) as stem
$$;

create function tickets_learn_words(used text[]) returns void language sql as $$
  insert into tickets_searchword (part, word)
  select tickets_word_parts(fresh.word), fresh.word
    from (select distinct word from unnest(used) as each (word)
           where length(word) between 3 and 60 and word !~ '[^[:alpha:]]'
             and not exists (select 1 from tickets_searchword as known where known.part = each.word collate "C"
                                and known.word = each.word collate "C")) as fresh
$$;

create function tickets_forget_words(gone text[]) returns void language sql as $$
  delete from tickets_searchword as known
   using (select word, tickets_word_parts(word) as part from unnest(gone) as word
           where not exists (select 1 from tickets_textversion where words @@ quote_literal(word)::tsquery)
             and not exists (select 1 from tickets_attachment where words @@ quote_literal(word)::tsquery)) as unused
   where known.part = unused.part collate "C" and known.word = unused.word collate "C"
$$;
"""

TRIGGERS = """
create function tickets_text_words() returns trigger language plpgsql as $$
begin
  new.words := tickets_words(new.body, (select created_at from tickets_ticket where id = new.ticket_id));
  return new;
end $$;

create function tickets_words_came() returns trigger language plpgsql as $$
begin
  perform tickets_learn_words(array(select lexeme from came, unnest(tsvector_to_array(came.words)) as lexeme));
  return null;
end $$;

create function tickets_words_changed() returns trigger language plpgsql as $$
declare
  before text[] := coalesce(tsvector_to_array(old.words), '{}'); after text[] := '{}';
begin
  if tg_op = 'UPDATE' then after := coalesce(tsvector_to_array(new.words), '{}'); end if;
  perform tickets_learn_words(after);
  perform tickets_forget_words(array(select unnest(before) except select unnest(after)));
  return null;
end $$;

create function tickets_file_words() returns trigger language plpgsql as $$
begin
  new.words := case when new.sha256 <> '' then
    tickets_words(new.name, (select created_at from tickets_ticket where id = new.ticket_id)) end;
  return new;
end $$;

create trigger tickets_text_words before insert or update of body on tickets_textversion
  for each row execute function tickets_text_words();
create trigger tickets_text_words_came after insert on tickets_textversion
  referencing new table as came for each statement execute function tickets_words_came();
-- A file is found by its name at once, by its text when that was read, and not at all once it was taken away.
create trigger tickets_file_words before insert on tickets_attachment
  for each row execute function tickets_file_words();
create trigger tickets_file_words_again before update on tickets_attachment
  for each row when ((old.name, old.sha256) is distinct from (new.name, new.sha256))
  execute function tickets_file_words();
create trigger tickets_file_words_came after insert on tickets_attachment
  referencing new table as came for each statement execute function tickets_words_came();
-- Also where rows are copied in bulk with the other triggers at rest.
alter table tickets_textversion enable always trigger tickets_text_words;
alter table tickets_textversion enable always trigger tickets_text_words_came;
"""

CHANGES = """
create trigger {table}_words_changed after update on {table}
  for each row when (old.words is distinct from new.words) execute function tickets_words_changed();
create trigger {table}_words_gone after delete on {table}
  for each row when (old.words is not null) execute function tickets_words_changed();
"""

INDEXES = """
create index tickets_text_words on tickets_textversion using gin (words) with (gin_pending_list_limit = 256);
create index tickets_title_words on tickets_textversion using gin (words) with (gin_pending_list_limit = 256)
  where field = 'title';
create index tickets_file_words on tickets_attachment using gin (words) with (gin_pending_list_limit = 256);
"""

COLUMNS = """
alter table tickets_textversion add column words tsvector;
alter table tickets_attachment add column words tsvector;
"""

OLD_ROWS = """
update tickets_textversion as said set words = tickets_words(said.body, ticket.created_at)
  from tickets_ticket as ticket where ticket.id = said.ticket_id;
update tickets_attachment as file set words = tickets_words(file.name, ticket.created_at)
  from tickets_ticket as ticket where ticket.id = file.ticket_id;
select tickets_learn_words(array(
  select distinct lexeme from (select words from tickets_textversion union all select words from tickets_attachment) as every,
         unnest(tsvector_to_array(words)) as lexeme));
"""

BACK = """
drop trigger tickets_text_words on tickets_textversion;
drop trigger tickets_text_words_came on tickets_textversion;
drop trigger tickets_textversion_words_changed on tickets_textversion;
drop trigger tickets_textversion_words_gone on tickets_textversion;
drop trigger tickets_attachment_words_changed on tickets_attachment;
drop trigger tickets_attachment_words_gone on tickets_attachment;
drop trigger tickets_file_words on tickets_attachment;
drop trigger tickets_file_words_again on tickets_attachment;
drop trigger tickets_file_words_came on tickets_attachment;
drop function tickets_file_words(), tickets_text_words(), tickets_words_came(), tickets_words_changed();
drop function tickets_learn_words(text[]), tickets_forget_words(text[]), tickets_word_parts(text);
drop function tickets_words(text, timestamptz);
drop function tickets_born(timestamptz);
drop table tickets_searchword;
alter table tickets_textversion drop column words;
alter table tickets_attachment drop column words;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_legs")]

    operations = [
        migrations.RunSQL(
            [
                COLUMNS,
                FUNCTIONS,
                OLD_ROWS,
                TRIGGERS,
                *(CHANGES.format(table=table) for table in ("tickets_textversion", "tickets_attachment")),
                INDEXES,
            ],
            BACK,
        )
    ]
