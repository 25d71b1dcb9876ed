/** As many as the column holds; they begin anew with each job that ends, and when a bridge is buried. */
const MOST_ATTEMPTS = 32_767;

/** Of a job for which somebody waits; it goes before all that are only due, however long they have been. */
export const URGENT = -1;

/**
 * What the queue must do in one go, around the functions that graphile-worker documents. The row of the person is locked in
 * each, so that of one person they come one after another.
 */
export const QUEUE_FUNCTIONS = `
  -- The person's job at a time or before. While one is under way the time is noted, for when it ends: two jobs of a person
  -- that could be taken at the same time never exist. Somebody who was removed has one only to take away what is published;
  -- the end of one that is under way sees to that by itself.
  create function want_person(who text, at timestamptz, urgent boolean) returns void language plpgsql as $body$
  declare
    job record;
    known boolean;
  begin
    perform from person where user_id = who for no key update;
    known := found;
    loop
      select id, run_at, locked_at, attempts, max_attempts, priority into job from graphile_worker.jobs where key = who;
      if not found then
        if not known and not exists (select from announced where user_id = who) then return; end if;
        perform graphile_worker.add_job('person', json_build_object('person', who), null, at, ${MOST_ATTEMPTS}, who,
          case when urgent then ${URGENT} end);
        return;
      elsif job.locked_at is not null then
        update person set wanted = least(wanted, at) where user_id = who;
        return;
      elsif job.run_at <= at and job.attempts < job.max_attempts and (job.priority = ${URGENT} or not urgent) then
        return;
      end if;
      -- Nothing comes back if a bridge has taken it in the meantime.
      perform from graphile_worker.reschedule_jobs(array[job.id], run_at => least(job.run_at, at), attempts => 0,
        priority => case when urgent then ${URGENT} end);
      if found then return; end if;
    end loop;
  end $body$;

  -- A person turns out to be somebody, and so does the job, also one that is under way: by its end, or by whoever gets it
  -- after a crash, the next one is of the right id. Where that has a job already, the one of before ends without another.
  create function rename_job(former text, who text) returns void language plpgsql as $body$
  begin
    update graphile_worker._private_jobs set key = who, payload = json_build_object('person', who)
      where key = former and not exists (select from graphile_worker._private_jobs where key = who);
  end $body$;

  -- The end of a job, whose person may be called otherwise since it began. It loses its key and the next one gets it, so that
  -- it does no harm if it is deleted late, by a process that was frozen just here. False, and nothing is changed, when it is
  -- not this worker's any more, or when the worker's bridge was buried: what such a one says of a person is worth nothing.
  create function finish_person(former text, job bigint, worker text, next timestamptz, failed boolean, pause interval, longest interval)
  returns boolean language plpgsql as $body$
  declare
    who text := coalesce((select key from graphile_worker.jobs where id = job), former);
    detached record;
    known record;
    is_known boolean;
    at timestamptz := next;
    urgent boolean;
  begin
    select id, wanted, failures into known from person where user_id = who for no key update;
    is_known := found;
    -- Asked once more, since the answer was lost.
    if exists (select from graphile_worker.jobs where id = job and key is null and locked_by = worker) then return true; end if;
    begin
      detached := graphile_worker.remove_job(who);
      if detached.id is distinct from job or detached.locked_by is distinct from worker
        or not exists (select from bridge where worker = any(workers) and not buried)
      then
        raise exception 'not its job' using errcode = 'WM001';
      end if;
    exception when sqlstate 'WM001' then
      return false;
    end;
    if failed then
      at := clock_timestamp() + least(pause * power(2, least(coalesce(known.failures, 0), 20)), longest);
    end if;
    at := least(at, known.wanted);
    urgent := known.wanted is not null or exists (select from notice where person = known.id);
    -- Who was removed meanwhile has no wishes: what is published of them goes soon, and nothing else is to be done.
    if not is_known then
      at := case when exists (select from announced where user_id = who) then clock_timestamp() + interval '5 s' end;
    end if;
    if at is not null then
      perform graphile_worker.add_job('person', json_build_object('person', who), null, at, ${MOST_ATTEMPTS}, who,
        case when urgent then ${URGENT} end);
    end if;
    update person set wanted = null, failures = case when failed then failures + 1 else 0 end
      where user_id = who and (wanted is not null or failed or failures > 0);
    return true;
  end $body$;

  -- Jobs of workers that are gone: each may be taken at once, before any other, however often that has happened; what was done
  -- goes.
  create function free_jobs(gone text[]) returns void language plpgsql as $body$
  declare
    theirs bigint[] := array(select id from graphile_worker.jobs where locked_by = any(gone));
  begin
    if cardinality(theirs) = 0 then return; end if;
    perform graphile_worker.force_unlock_workers(gone);
    perform from graphile_worker.complete_jobs(
      array(select id from graphile_worker.jobs where id = any(theirs) and key is null and locked_at is null));
    perform from graphile_worker.reschedule_jobs(
      array(select id from graphile_worker.jobs where id = any(theirs) and key is not null),
      attempts => 0, priority => ${URGENT});
  end $body$;

  -- A notification and the wish for a job, together. The same within a moment is kept once, unless somebody works on it
  -- already: who reads after it was taken may see more.
  create function put_notice(who text, what jsonb) returns boolean language plpgsql as $body$
  declare
    number bigint;
  begin
    select id into number from person where user_id = who for no key update;
    if not found then return false; end if;
    insert into notice (person, body)
      select number, what
      where not exists (
        select from notice
        where person = number and body = what and not taken and received_at > clock_timestamp() - interval '10 s');
    perform want_person(who, clock_timestamp(), true);
    return true;
  end $body$;
`;
