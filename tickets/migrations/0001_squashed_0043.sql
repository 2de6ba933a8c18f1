-- What the models do not say: functions, triggers and indexes of the database, as they stand after
-- migration 0043. Why each is there stands in the migrations that this one replaces.

set local check_function_bodies = off;

CREATE FUNCTION tickets_born(born timestamp with time zone) RETURNS text[]
    LANGUAGE sql STABLE
    RETURN ARRAY[to_char((born AT TIME ZONE 'UTC'::text), '"#"YYYYMM'::text), to_char((born AT TIME ZONE 'UTC'::text), '"#"YYYYMMDD'::text)];

CREATE FUNCTION tickets_catalogue_kept() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if old.state = 'published' then
    raise exception 'a published version of a catalogue item is kept' using errcode = 'integrity_constraint_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;

CREATE FUNCTION tickets_file_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.words := case when new.sha256 <> '' then
    tickets_words(new.name, (select created_at from tickets_ticket where id = new.ticket_id)) end;
  return new;
end $$;

CREATE FUNCTION tickets_forget_words(gone text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION tickets_keep_open_title() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION tickets_learn_words(used text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION tickets_ledger_tiles() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION tickets_only_ended() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if (to_jsonb(new) - tg_argv[0]) is distinct from (to_jsonb(old) - tg_argv[0])
    or (to_jsonb(old) -> tg_argv[0]) is distinct from 'null'::jsonb then
    raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end $$;

CREATE FUNCTION tickets_plain_words(said text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE
    AS $$
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

CREATE FUNCTION tickets_quote_is_whole() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if (select sum(share) <> 10000 or sum(s.amount) <> max(q.price) from tickets_quoteshare s
      join tickets_quoteallocation a on a.id = s.allocation_id join tickets_quote q on q.id = a.quote_id
      where s.allocation_id = new.allocation_id) then
    raise exception 'the shares of a quote add up to exactly the whole' using errcode = 'check_violation';
  end if;
  return null;
end $$;

CREATE FUNCTION tickets_rule_kept() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if tg_op = 'UPDATE' and to_jsonb(new) - 'verified_at' = to_jsonb(old) - 'verified_at' then
    return new;
  end if;
  raise exception 'a rule of reporting stays as it was first loaded' using errcode = 'integrity_constraint_violation';
end $$;

CREATE FUNCTION tickets_solidarity_is_whole() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if (select sum(share) <> 10000 from tickets_solidarityshare where row_id = new.row_id and part = new.part) then
    raise exception 'the shares of a row add up to exactly the whole' using errcode = 'check_violation';
  end if;
  return null;
end $$;

CREATE FUNCTION tickets_text_words() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.words := tickets_words(new.body, (select created_at from tickets_ticket where id = new.ticket_id));
  return new;
end $$;

CREATE FUNCTION tickets_word_parts(word text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE
    AS $$
  select substr(word, start + 1) from generate_series(0, length(word) - 3) as start where start = 0 or start >= 3
  union all
  select '~' || stem from unnest(ts_lexize('pg_catalog.swedish_stem', word)) as stem
$$;

CREATE FUNCTION tickets_words(said text, born timestamp with time zone) RETURNS tsvector
    LANGUAGE plpgsql STABLE
    AS $$
begin
  return tickets_plain_words(said) || array_to_tsvector(tickets_born(born));
end $$;

CREATE FUNCTION tickets_words_came() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  perform tickets_learn_words(array(select lexeme from came, unnest(tsvector_to_array(came.words)) as lexeme));
  return null;
end $$;

CREATE FUNCTION tickets_words_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
declare
  before text[] := coalesce(tsvector_to_array(old.words), '{}'); after text[] := '{}';
begin
  if tg_op = 'UPDATE' then after := coalesce(tsvector_to_array(new.words), '{}'); end if;
  perform tickets_learn_words(after);
  perform tickets_forget_words(array(select unnest(before) except select unnest(after)));
  return null;
end $$;

ALTER TABLE tickets_articletext ADD COLUMN stems tsvector GENERATED ALWAYS AS (to_tsvector('swedish'::regconfig, "left"(body, 200000))) STORED;

ALTER TABLE tickets_articletext ADD COLUMN words tsvector GENERATED ALWAYS AS (tickets_plain_words(body)) STORED;

ALTER TABLE tickets_attachment ADD COLUMN words tsvector;

CREATE TABLE tickets_opentitle (
    ticket_id bigint NOT NULL,
    process character varying(30) NOT NULL,
    service_id bigint,
    words tsvector NOT NULL
);

CREATE TABLE tickets_searchword (
    part text NOT NULL COLLATE pg_catalog."C",
    word text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE tickets_textversion ADD COLUMN words tsvector;

ALTER TABLE ONLY tickets_textversion ALTER COLUMN words SET STATISTICS 400;
CREATE INDEX article_text_words ON tickets_articletext USING gin (words);
CREATE INDEX article_title_stems ON tickets_articletext USING gin (stems) WHERE ((field)::text = 'article_title'::text);
CREATE INDEX ticket_late_changes ON tickets_ticket USING btree (updated_at DESC, id DESC) WHERE ((updated_at - created_at) > '20 days'::interval);
CREATE INDEX tickets_file_words ON tickets_attachment USING gin (words) WITH (gin_pending_list_limit='256');
CREATE INDEX tickets_opentitle_service ON tickets_opentitle USING btree (service_id, ticket_id DESC);
CREATE INDEX tickets_opentitle_words ON tickets_opentitle USING gin (words) WITH (fastupdate=off);
CREATE INDEX tickets_searchword_part ON tickets_searchword USING btree (part, word);
CREATE INDEX tickets_text_words ON tickets_textversion USING gin (words) WITH (gin_pending_list_limit='256');

ALTER TABLE tickets_ticket ADD CONSTRAINT ticket_state_of_process CHECK (((((process)::text = 'general-case'::text) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'triage'::character varying, 'assigned'::character varying, 'in_progress'::character varying, 'on_hold'::character varying, 'resolved'::character varying, 'closed'::character varying, 'rejected'::character varying, 'cancelled'::character varying, 'duplicate'::character varying, 'reclassified'::character varying])::text[]))) OR (((process)::text = 'incident'::text) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'new'::character varying, 'triage'::character varying, 'assigned'::character varying, 'in_progress'::character varying, 'on_hold'::character varying, 'resolved'::character varying, 'closed'::character varying, 'cancelled'::character varying, 'duplicate'::character varying, 'reclassified'::character varying])::text[]))) OR (((process)::text = 'problem'::text) AND ((state)::text = ANY ((ARRAY['new'::character varying, 'assess'::character varying, 'rca'::character varying, 'known_error'::character varying, 'fix_in_progress'::character varying, 'verify'::character varying, 'resolved'::character varying, 'closed'::character varying, 'risk_accepted'::character varying, 'on_hold'::character varying, 'cancelled'::character varying, 'duplicate'::character varying])::text[]))) OR (((process)::text = 'known-error'::text) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'published'::character varying, 'under_change'::character varying, 'retired'::character varying, 'withdrawn'::character varying])::text[]))) OR (((process)::text = 'major-incident'::text) AND ((state)::text = ANY ((ARRAY['candidate'::character varying, 'rejected'::character varying, 'declared'::character varying, 'investigating'::character varying, 'identified'::character varying, 'mitigating'::character varying, 'monitoring'::character varying, 'resolved'::character varying, 'review'::character varying, 'closed'::character varying, 'downgraded'::character varying])::text[]))) OR (((process)::text = 'change'::text) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'assess'::character varying, 'regional_review'::character varying, 'cab_review'::character varying, 'ecab_review'::character varying, 'postponed'::character varying, 'authorised'::character varying, 'scheduled'::character varying, 'implementing'::character varying, 'validating'::character varying, 'review'::character varying, 'closed'::character varying, 'rejected'::character varying, 'cancelled'::character varying])::text[]))) OR (((process)::text = 'standard-change-template'::text) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'proposed'::character varying, 'approved'::character varying, 'suspended'::character varying, 'retired'::character varying])::text[]))) OR (((process)::text = 'release'::text) AND ((state)::text = ANY ((ARRAY['planning'::character varying, 'scoped'::character varying, 'delivered'::character varying, 'acceptance'::character varying, 'approved'::character varying, 'rollout'::character varying, 'halted'::character varying, 'els'::character varying, 'completed'::character varying, 'closed'::character varying, 'cancelled'::character varying])::text[]))) OR (((process)::text = 'deviation'::text) AND ((state)::text = ANY ((ARRAY['in_force'::character varying, 'due'::character varying, 'ended'::character varying])::text[]))) OR (((process)::text = 'service-request'::text) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'regional_approval'::character varying, 'joint_review'::character varying, 'expert_review'::character varying, 'quoting'::character varying, 'order_approval'::character varying, 'fulfilment'::character varying, 'on_hold'::character varying, 'delivered'::character varying, 'closed'::character varying, 'rejected'::character varying, 'cancelled'::character varying, 'expired'::character varying])::text[]))) OR (((process)::text = 'need'::text) AND ((state)::text = ANY ((ARRAY['draft'::character varying, 'submitted'::character varying, 'regional_prepared'::character varying, 'joint_review'::character varying, 'prioritised'::character varying, 'converted'::character varying, 'effect_followup'::character varying, 'closed'::character varying, 'declined'::character varying, 'parked'::character varying])::text[])))));
ALTER TABLE ONLY tickets_opentitle
    ADD CONSTRAINT tickets_opentitle_pkey PRIMARY KEY (ticket_id);

CREATE TRIGGER tickets_acceptancecase_as_written BEFORE UPDATE ON tickets_acceptancecase FOR EACH ROW WHEN (((old.withdrawn_at IS NOT NULL) OR (((((((new.ticket_id IS DISTINCT FROM old.ticket_id) OR (new.number IS DISTINCT FROM old.number)) OR (new.event_seq IS DISTINCT FROM old.event_seq)) OR (new.from_scope IS DISTINCT FROM old.from_scope)) OR (new.name_id IS DISTINCT FROM old.name_id)) OR (new.doing_id IS DISTINCT FROM old.doing_id)) OR (new.expected_id IS DISTINCT FROM old.expected_id)))) EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_acceptancecase_stays BEFORE DELETE ON tickets_acceptancecase FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_acceptancedefect_as_written BEFORE UPDATE ON tickets_acceptancedefect FOR EACH ROW WHEN ((((((((((((((((new.ticket_id IS DISTINCT FROM old.ticket_id) OR (new.number IS DISTINCT FROM old.number)) OR (new.event_seq IS DISTINCT FROM old.event_seq)) OR (new.title_id IS DISTINCT FROM old.title_id)) OR (new.description_id IS DISTINCT FROM old.description_id)) OR (new.reference_id IS DISTINCT FROM old.reference_id)) OR ((new.severity)::text IS DISTINCT FROM (old.severity)::text)) OR (new.region_id IS DISTINCT FROM old.region_id)) OR (new.only_region IS DISTINCT FROM old.only_region)) OR (new.case_id IS DISTINCT FROM old.case_id)) OR (new.linked_id IS DISTINCT FROM old.linked_id)) OR (new.scope_number IS DISTINCT FROM old.scope_number)) OR ((new.build_id)::text IS DISTINCT FROM (old.build_id)::text)) OR (new.person_id IS DISTINCT FROM old.person_id)) OR (new.at IS DISTINCT FROM old.at))) EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_acceptancedefect_stays BEFORE DELETE ON tickets_acceptancedefect FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_acceptanceresult_stays BEFORE DELETE OR UPDATE ON tickets_acceptanceresult FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_article_born BEFORE INSERT ON tickets_article FOR EACH ROW EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_article_changed BEFORE UPDATE ON tickets_article FOR EACH ROW WHEN ((((new.state)::text IS DISTINCT FROM (old.state)::text) OR (new.version IS DISTINCT FROM old.version))) EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_article_stays BEFORE DELETE ON tickets_article FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_article_whole BEFORE TRUNCATE ON tickets_article FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_articleevent_stays BEFORE DELETE OR UPDATE ON tickets_articleevent FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_articleevent_whole BEFORE TRUNCATE ON tickets_articleevent FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_articletext_words_came AFTER INSERT ON tickets_articletext REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION tickets_words_came();
CREATE TRIGGER tickets_articletext_words_changed AFTER UPDATE ON tickets_articletext FOR EACH ROW WHEN ((old.words IS DISTINCT FROM new.words)) EXECUTE FUNCTION tickets_words_changed();
CREATE TRIGGER tickets_articletext_words_gone AFTER DELETE ON tickets_articletext FOR EACH ROW EXECUTE FUNCTION tickets_words_changed();
CREATE TRIGGER tickets_attachment_words_changed AFTER UPDATE ON tickets_attachment FOR EACH ROW WHEN ((old.words IS DISTINCT FROM new.words)) EXECUTE FUNCTION tickets_words_changed();
CREATE TRIGGER tickets_attachment_words_gone AFTER DELETE ON tickets_attachment FOR EACH ROW WHEN ((old.words IS NOT NULL)) EXECUTE FUNCTION tickets_words_changed();
CREATE TRIGGER tickets_ballot_born BEFORE INSERT ON tickets_ballot FOR EACH ROW EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_ballot_changed BEFORE UPDATE ON tickets_ballot FOR EACH ROW WHEN ((((new.state)::text IS DISTINCT FROM (old.state)::text) OR (new.version IS DISTINCT FROM old.version))) EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_ballot_frozen BEFORE UPDATE ON tickets_ballot FOR EACH ROW WHEN (((new.frozen IS DISTINCT FROM old.frozen) OR ((new.digest)::text IS DISTINCT FROM (old.digest)::text) OR (new.seats IS DISTINCT FROM old.seats) OR (new.rule_id IS DISTINCT FROM old.rule_id) OR (new.deadline IS DISTINCT FROM old.deadline) OR (new.opened_at IS DISTINCT FROM old.opened_at) OR (new.ticket_id IS DISTINCT FROM old.ticket_id) OR ((new.stage)::text IS DISTINCT FROM (old.stage)::text) OR (new.proposal IS DISTINCT FROM old.proposal) OR ((new.forum)::text IS DISTINCT FROM (old.forum)::text))) EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_ballot_stays BEFORE DELETE ON tickets_ballot FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_ballot_whole BEFORE TRUNCATE ON tickets_ballot FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_ballotrule_stays BEFORE DELETE OR UPDATE ON tickets_ballotrule FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_catalogueretirement_stays BEFORE DELETE OR UPDATE ON tickets_catalogueretirement FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_catalogueretirement_whole BEFORE TRUNCATE ON tickets_catalogueretirement FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_catalogueversion_kept BEFORE DELETE OR UPDATE ON tickets_catalogueversion FOR EACH ROW EXECUTE FUNCTION tickets_catalogue_kept();
CREATE TRIGGER tickets_catalogueversion_whole BEFORE TRUNCATE ON tickets_catalogueversion FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_changetemplateversion_stays BEFORE DELETE OR UPDATE ON tickets_changetemplateversion FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_decision_stays BEFORE DELETE OR UPDATE ON tickets_decision FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_decision_whole BEFORE TRUNCATE ON tickets_decision FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_defectwaiver_as_written BEFORE UPDATE ON tickets_defectwaiver FOR EACH ROW WHEN (((old.ended_at IS NOT NULL) OR (((((((((new.ticket_id IS DISTINCT FROM old.ticket_id) OR (new.defect_id IS DISTINCT FROM old.defect_id)) OR (new.owner_id IS DISTINCT FROM old.owner_id)) OR (new.reason_id IS DISTINCT FROM old.reason_id)) OR (new.until IS DISTINCT FROM old.until)) OR (new.organisation_id IS DISTINCT FROM old.organisation_id)) OR (new.granted_by_id IS DISTINCT FROM old.granted_by_id)) OR (new.at IS DISTINCT FROM old.at)) OR (new.event_seq IS DISTINCT FROM old.event_seq)))) EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_defectwaiver_stays BEFORE DELETE ON tickets_defectwaiver FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_deploymentspell_ended BEFORE UPDATE ON tickets_deploymentspell FOR EACH ROW EXECUTE FUNCTION tickets_only_ended('rolled_back_at');
CREATE TRIGGER tickets_deploymentspell_stays BEFORE DELETE ON tickets_deploymentspell FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_event_stays BEFORE DELETE OR UPDATE ON tickets_event FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_event_whole BEFORE TRUNCATE ON tickets_event FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_expertopinion_stays BEFORE DELETE OR UPDATE ON tickets_expertopinion FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_expertopinion_whole BEFORE TRUNCATE ON tickets_expertopinion FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_file_words BEFORE INSERT ON tickets_attachment FOR EACH ROW EXECUTE FUNCTION tickets_file_words();
CREATE TRIGGER tickets_file_words_again BEFORE UPDATE ON tickets_attachment FOR EACH ROW WHEN ((((old.name)::text IS DISTINCT FROM (new.name)::text) OR ((old.sha256)::text IS DISTINCT FROM (new.sha256)::text))) EXECUTE FUNCTION tickets_file_words();
CREATE TRIGGER tickets_file_words_came AFTER INSERT ON tickets_attachment REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION tickets_words_came();
CREATE TRIGGER tickets_freezeperiod_stays BEFORE DELETE ON tickets_freezeperiod FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_handoff_born BEFORE INSERT ON tickets_handoff FOR EACH ROW EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_handoff_changed BEFORE UPDATE ON tickets_handoff FOR EACH ROW WHEN ((((new.state)::text IS DISTINCT FROM (old.state)::text) OR (new.version IS DISTINCT FROM old.version))) EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_handoff_stays BEFORE DELETE ON tickets_handoff FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_handoff_whole BEFORE TRUNCATE ON tickets_handoff FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE CONSTRAINT TRIGGER tickets_ledger_whole AFTER INSERT OR DELETE OR UPDATE ON tickets_ledgerrow DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tickets_ledger_tiles();
CREATE TRIGGER tickets_mientry_stays BEFORE DELETE OR UPDATE ON tickets_mientry FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_mimessage_published BEFORE UPDATE ON tickets_mimessage FOR EACH ROW WHEN ((old.published_at IS NOT NULL)) EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_mimessage_stays BEFORE DELETE ON tickets_mimessage FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_miregionrow_born BEFORE INSERT ON tickets_miregionrow FOR EACH ROW EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_miregionrow_changed BEFORE UPDATE ON tickets_miregionrow FOR EACH ROW WHEN ((((new.state)::text IS DISTINCT FROM (old.state)::text) OR (new.version IS DISTINCT FROM old.version))) EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_miregionrow_stays BEFORE DELETE ON tickets_miregionrow FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_misuffix_stays BEFORE DELETE OR UPDATE ON tickets_misuffix FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_open_title_came AFTER INSERT ON tickets_ticket FOR EACH ROW WHEN (((new.registered_at IS NOT NULL) AND (new.closed_at IS NULL) AND (NOT new.historic))) EXECUTE FUNCTION tickets_keep_open_title();

ALTER TABLE tickets_ticket ENABLE ALWAYS TRIGGER tickets_open_title_came;
CREATE TRIGGER tickets_open_title_changed AFTER UPDATE ON tickets_ticket FOR EACH ROW WHEN ((((((((old.title)::text IS DISTINCT FROM (new.title)::text) OR ((old.process)::text IS DISTINCT FROM (new.process)::text)) OR (old.service_id IS DISTINCT FROM new.service_id)) OR ((old.registered_at IS NULL) IS DISTINCT FROM (new.registered_at IS NULL))) OR ((old.closed_at IS NULL) IS DISTINCT FROM (new.closed_at IS NULL))) OR (old.historic IS DISTINCT FROM new.historic))) EXECUTE FUNCTION tickets_keep_open_title();
CREATE TRIGGER tickets_open_title_gone AFTER DELETE ON tickets_ticket FOR EACH ROW WHEN (((old.registered_at IS NOT NULL) AND (old.closed_at IS NULL))) EXECUTE FUNCTION tickets_keep_open_title();
CREATE TRIGGER tickets_ordersign_ended BEFORE UPDATE ON tickets_ordersign FOR EACH ROW EXECUTE FUNCTION tickets_only_ended('void_at');
CREATE TRIGGER tickets_ordersign_stays BEFORE DELETE ON tickets_ordersign FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_ordersign_whole BEFORE TRUNCATE ON tickets_ordersign FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_quote_stays BEFORE DELETE OR UPDATE ON tickets_quote FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_quote_whole BEFORE TRUNCATE ON tickets_quote FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_quoteallocation_kept BEFORE UPDATE ON tickets_quoteallocation FOR EACH ROW WHEN (((old.accepted_at IS NOT NULL) OR ((to_jsonb(old.*) - '{accepted_at}'::text[]) <> (to_jsonb(new.*) - '{accepted_at}'::text[])))) EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_quoteallocation_stays BEFORE DELETE ON tickets_quoteallocation FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_quoteallocation_whole BEFORE TRUNCATE ON tickets_quoteallocation FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE CONSTRAINT TRIGGER tickets_quoteshare_is_whole AFTER INSERT ON tickets_quoteshare DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tickets_quote_is_whole();
CREATE TRIGGER tickets_quoteshare_stays BEFORE DELETE OR UPDATE ON tickets_quoteshare FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_quoteshare_whole BEFORE TRUNCATE ON tickets_quoteshare FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_regiondeployment_born BEFORE INSERT ON tickets_regiondeployment FOR EACH ROW EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_regiondeployment_changed BEFORE UPDATE ON tickets_regiondeployment FOR EACH ROW WHEN ((((new.state)::text IS DISTINCT FROM (old.state)::text) OR (new.version IS DISTINCT FROM old.version))) EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_regiondeployment_stays BEFORE DELETE ON tickets_regiondeployment FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_regionleg_born BEFORE INSERT ON tickets_regionleg FOR EACH ROW EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_regionleg_changed BEFORE UPDATE ON tickets_regionleg FOR EACH ROW WHEN ((((new.state)::text IS DISTINCT FROM (old.state)::text) OR (new.version IS DISTINCT FROM old.version))) EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_regionleg_stays BEFORE DELETE ON tickets_regionleg FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_regionleg_whole BEFORE TRUNCATE ON tickets_regionleg FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_regulatoryreport_stays BEFORE DELETE OR UPDATE ON tickets_regulatoryreport FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_regulatorytrack_born BEFORE INSERT ON tickets_regulatorytrack FOR EACH ROW EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_regulatorytrack_changed BEFORE UPDATE ON tickets_regulatorytrack FOR EACH ROW WHEN ((((new.state)::text IS DISTINCT FROM (old.state)::text) OR (new.version IS DISTINCT FROM old.version))) EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_regulatorytrack_stays BEFORE DELETE ON tickets_regulatorytrack FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_regulatorytrack_whole BEFORE TRUNCATE ON tickets_regulatorytrack FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_releaseitem_ended BEFORE UPDATE ON tickets_releaseitem FOR EACH ROW EXECUTE FUNCTION tickets_only_ended('to_scope');
CREATE TRIGGER tickets_releaseitem_stays BEFORE DELETE ON tickets_releaseitem FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_releaseitem_whole BEFORE TRUNCATE ON tickets_releaseitem FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_releasesign_ended BEFORE UPDATE ON tickets_releasesign FOR EACH ROW EXECUTE FUNCTION tickets_only_ended('void_at');
CREATE TRIGGER tickets_releasesign_stays BEFORE DELETE ON tickets_releasesign FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_releasesign_whole BEFORE TRUNCATE ON tickets_releasesign FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_reportrule_stays BEFORE DELETE OR UPDATE ON tickets_reportrule FOR EACH ROW EXECUTE FUNCTION tickets_rule_kept();
CREATE TRIGGER tickets_riskquestions_stays BEFORE DELETE OR UPDATE ON tickets_riskquestions FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_riskquestions_whole BEFORE TRUNCATE ON tickets_riskquestions FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_servicewindow_stays BEFORE DELETE ON tickets_servicewindow FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_solidarityrow_kept BEFORE UPDATE ON tickets_solidarityrow FOR EACH ROW WHEN (((old.withdrawn_at IS NOT NULL) OR ((to_jsonb(old.*) - '{withdrawn_at,withdrawn_by_id,withdrawn_as}'::text[]) <> (to_jsonb(new.*) - '{withdrawn_at,withdrawn_by_id,withdrawn_as}'::text[])))) EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_solidarityrow_stays BEFORE DELETE ON tickets_solidarityrow FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_solidarityrow_whole BEFORE TRUNCATE ON tickets_solidarityrow FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE CONSTRAINT TRIGGER tickets_solidarityshare_is_whole AFTER INSERT ON tickets_solidarityshare DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tickets_solidarity_is_whole();
CREATE TRIGGER tickets_solidarityshare_stays BEFORE DELETE OR UPDATE ON tickets_solidarityshare FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_solidarityshare_whole BEFORE TRUNCATE ON tickets_solidarityshare FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_templateuse_stays BEFORE DELETE OR UPDATE ON tickets_templateuse FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_text_words BEFORE INSERT OR UPDATE OF body ON tickets_textversion FOR EACH ROW EXECUTE FUNCTION tickets_text_words();

ALTER TABLE tickets_textversion ENABLE ALWAYS TRIGGER tickets_text_words;
CREATE TRIGGER tickets_text_words_came AFTER INSERT ON tickets_textversion REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION tickets_words_came();

ALTER TABLE tickets_textversion ENABLE ALWAYS TRIGGER tickets_text_words_came;
CREATE TRIGGER tickets_textversion_words_changed AFTER UPDATE ON tickets_textversion FOR EACH ROW WHEN ((old.words IS DISTINCT FROM new.words)) EXECUTE FUNCTION tickets_words_changed();
CREATE TRIGGER tickets_textversion_words_gone AFTER DELETE ON tickets_textversion FOR EACH ROW WHEN ((old.words IS NOT NULL)) EXECUTE FUNCTION tickets_words_changed();
CREATE TRIGGER tickets_ticket_born BEFORE INSERT ON tickets_ticket FOR EACH ROW EXECUTE FUNCTION engine_only_by_step();
CREATE TRIGGER tickets_ticket_changed BEFORE UPDATE ON tickets_ticket FOR EACH ROW WHEN ((((new.state)::text IS DISTINCT FROM (old.state)::text) OR (new.holder_id IS DISTINCT FROM old.holder_id) OR ((new.hold)::text IS DISTINCT FROM (old.hold)::text) OR (new.priority IS DISTINCT FROM old.priority) OR ((new.visibility)::text IS DISTINCT FROM (old.visibility)::text) OR (new.version IS DISTINCT FROM old.version))) EXECUTE FUNCTION engine_only_by_step();
CREATE CONSTRAINT TRIGGER tickets_ticket_in_ledger AFTER INSERT ON tickets_ticket DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tickets_ledger_tiles();
CREATE TRIGGER tickets_ticket_stays BEFORE DELETE ON tickets_ticket FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE CONSTRAINT TRIGGER tickets_ticket_still_in_ledger AFTER UPDATE OF registered_at, closed_at ON tickets_ticket DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((new.registered_at IS DISTINCT FROM old.registered_at) OR (new.closed_at IS DISTINCT FROM old.closed_at))) EXECUTE FUNCTION tickets_ledger_tiles();
CREATE TRIGGER tickets_ticket_whole BEFORE TRUNCATE ON tickets_ticket FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_vendorreport_stays BEFORE DELETE OR UPDATE ON tickets_vendorreport FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_vote_stays BEFORE DELETE OR UPDATE ON tickets_vote FOR EACH ROW EXECUTE FUNCTION engine_append_only();
CREATE TRIGGER tickets_vote_whole BEFORE TRUNCATE ON tickets_vote FOR EACH STATEMENT EXECUTE FUNCTION engine_append_only();
