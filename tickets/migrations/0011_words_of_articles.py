"""Articles carry their words as texts do, so that they answer the same questions; and no word is lost between two.

`words` of an article's text are found by search, `stems` (Swedish) propose an article where a ticket shares one with
its title. Whoever writes a text shares a lock until the end; whoever forgets a word has it alone. So a word is never
forgotten while somebody writes it anew.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("tickets.migrations.0005_search").FUNCTIONS

WORDS = r"""
create function tickets_plain_words(said text) returns tsvector language plpgsql immutable as $$
declare
  marks text[] := '{}';
begin
  said := lower(left(said, 200000));
  if said ~ '[0-9]' then
    marks := array(
      select '=' || regexp_replace(piece, '[^[:alnum:]]', '', 'g')
        from regexp_matches(said, '\S*[0-9]\S*', 'g') as token,
             lateral (select token[1] union all select regexp_split_to_table(token[1], '[^[:alnum:]]+')) as pieces (piece)
       where piece ~ '[0-9]' and length(piece) between 2 and 60);
  end if;
  return strip(to_tsvector('pg_catalog.simple', regexp_replace(said, '[^[:alnum:]]+', ' ', 'g'))) || array_to_tsvector(marks);
end $$;

create or replace function tickets_words(said text, born timestamptz) returns tsvector language plpgsql stable as $$
begin
  return tickets_plain_words(said) || array_to_tsvector(tickets_born(born));
end $$;
"""

LOCKED = r"""
create or replace function tickets_learn_words(used text[]) returns void language plpgsql as $$
begin
  if cardinality(used) = 0 then return; end if;
  perform pg_advisory_xact_lock_shared(hashtext('tickets_searchword'));
  insert into tickets_searchword (part, word)
  select tickets_word_parts(fresh.word), fresh.word
    from (select distinct word from unnest(used) as each (word)
           where length(word) between 3 and 60 and word !~ '[^[:alpha:]]'
             and not exists (select 1 from tickets_searchword as known where known.part = each.word collate "C"
                                and known.word = each.word collate "C")) as fresh;
end $$;

create or replace function tickets_forget_words(gone text[]) returns void language plpgsql as $$
begin
  if cardinality(gone) = 0 then return; end if;
  perform pg_advisory_xact_lock(hashtext('tickets_searchword'));
  delete from tickets_searchword as known
   using (select word, tickets_word_parts(word) as part from unnest(gone) as word
           where not exists (select 1 from tickets_textversion where words @@ quote_literal(word)::tsquery)
             and not exists (select 1 from tickets_attachment where words @@ quote_literal(word)::tsquery)
             and not exists (select 1 from tickets_articletext where words @@ quote_literal(word)::tsquery)) as unused
   where known.part = unused.part collate "C" and known.word = unused.word collate "C";
end $$;
"""

ARTICLES = """
alter table tickets_articletext rename column words to stems;
drop index article_text_words;
create index article_title_stems on tickets_articletext using gin (stems) where field = 'article_title';
alter table tickets_articletext add column words tsvector generated always as (tickets_plain_words(body)) stored;
create index article_text_words on tickets_articletext using gin (words);
create trigger tickets_articletext_words_came after insert on tickets_articletext
  referencing new table as came for each statement execute function tickets_words_came();
create trigger tickets_articletext_words_changed after update on tickets_articletext
  for each row when (old.words is distinct from new.words) execute function tickets_words_changed();
create trigger tickets_articletext_words_gone after delete on tickets_articletext
  for each row execute function tickets_words_changed();
select tickets_learn_words(array(
  select distinct lexeme from tickets_articletext, unnest(tsvector_to_array(words)) as lexeme));
"""

NO_ARTICLES = """
drop trigger tickets_articletext_words_came on tickets_articletext;
drop trigger tickets_articletext_words_changed on tickets_articletext;
drop trigger tickets_articletext_words_gone on tickets_articletext;
drop index article_text_words;
drop index article_title_stems;
alter table tickets_articletext drop column words;
alter table tickets_articletext rename column stems to words;
create index article_text_words on tickets_articletext using gin (words);
"""


def before(name: str) -> str:
    """The function as the first search migration made it."""
    body = next(one for one in BEFORE.split("\n\n") if one.lstrip().startswith(f"create function {name}("))
    return body.replace("create function", "create or replace function", 1)


class Migration(migrations.Migration):
    dependencies = [("tickets", "0010_bulk_left_at")]

    operations = [
        migrations.RunSQL(WORDS, [before("tickets_words"), "drop function tickets_plain_words(text)"]),
        migrations.RunSQL(LOCKED, [before("tickets_learn_words"), before("tickets_forget_words")]),
        migrations.RunSQL(ARTICLES, NO_ARTICLES),
    ]
