import { CLUSTER_STEP } from './cluster/schema.js';

/**
 * What leads from one version of the store on PostgreSQL to the next, as SQL; step n makes version n. A step is never
 * changed once it has been released.
 *
 * Epoch and owner of a person: who may write of them (`guard.ts`).
 */
export const STEPS: readonly string[] = [
  `
  create table setting (key text primary key, value text not null);

  create table person (
    id integer generated always as identity primary key,
    user_id text not null unique,
    name text unique,
    epoch bigint not null default 0,
    owner text
  ) with (fillfactor = 70);

  -- The tokens stand in the clear, or sealed with a key that is not here; the generation grows with each pair.
  create table login (
    person integer primary key references person on delete cascade,
    access_token text,
    refresh_token text,
    sealed bytea,
    expires_at bigint not null,
    scope text not null,
    generation bigint not null default 1,
    check ((sealed is null) = (access_token is not null and refresh_token is not null))
  ) with (fillfactor = 70);

  -- A person's state by its parts, each value as JSON: readings (by metric), devices, feeds, records (by feed), and notes.
  -- Keys as between the quotes of a JSON text.
  create table state (
    person integer not null references person on delete cascade,
    part text not null,
    key text not null,
    body text not null,
    primary key (person, part, key)
  ) with (fillfactor = 70);
  create table outbox (
    person integer not null references person on delete cascade,
    id text not null,
    position bigint not null,
    body text not null,
    primary key (person, id)
  );

  -- Since when a person's statistics are to be written.
  create sequence due_mark;
  create table due (
    person integer primary key references person on delete cascade,
    since text collate "C" not null,
    mark bigint not null default nextval('due_mark')
  );

  -- The archive. Words that repeat in each row stand once, by number; what goes with a device is each person's own, so that
  -- nobody waits for another one. No references to them: they never go before the readings, and each row would be checked.
  create table metric (id integer generated always as identity primary key, key text not null unique);
  create table origin (
    id integer generated always as identity primary key,
    person integer not null references person on delete cascade,
    body text not null
  );
  create unique index origin_by_body on origin (person, md5(body));
  create table reading (
    person integer not null references person on delete cascade,
    metric integer not null,
    taken_at bigint not null,
    group_id text collate "C" not null,
    -- A number; anything else as JSON; neither: null.
    number double precision,
    word text,
    created_at bigint not null,
    modified_at bigint not null,
    origin integer not null,
    last_reset bigint,
    primary key (person, metric, taken_at, group_id)
  );
  create index reading_by_group on reading (person, group_id);

  -- Curves: a row for each night and device, day, and ECG.
  create table series (
    person integer not null references person on delete cascade,
    kind text not null,
    id text collate "C" not null,
    start_at bigint not null,
    end_at bigint not null,
    device text,
    body text not null,
    primary key (person, kind, id)
  );
  create index series_by_start on series (person, kind, start_at);

  -- By the id itself, so that what was published of somebody can be cleaned up when the person is gone.
  create table announced (topic text primary key, kind text not null, user_id text, device text);
  create index announced_by_user on announced (user_id);
  create table statistic (unique_id text primary key, body text not null);

  -- Destinations of the archive, and how far they are in it: all up to here has been delivered; null when all of it has.
  create table delivery (destination text primary key, person integer, metric integer, taken_at bigint);
  -- Places of the archive that have changed since; one that changes again gets a new number.
  create sequence waiting_number;
  create table waiting (
    number bigint primary key default nextval('waiting_number'),
    destination text not null references delivery on delete cascade,
    person integer not null references person on delete cascade,
    metric integer not null,
    taken_at bigint not null,
    unique (destination, person, metric, taken_at)
  );
  create index waiting_by_person on waiting (person);

  -- How often each process has written of people and logins: a row of its own, so that none waits for another.
  create table change (process text primary key, number bigint not null, at timestamptz not null);

  -- Who has the store for itself. Bridges that share it are below.
  create table lease (name text primary key, epoch bigint not null, owner text, beaten_at timestamptz);
  insert into lease values ('bridge', 0, null, null);
  create table bridge (
    id text primary key,
    host text not null,
    pid integer not null,
    version text not null,
    since timestamptz not null default clock_timestamp(),
    beaten_at timestamptz not null default clock_timestamp(),
    buried boolean not null default false
  ) with (fillfactor = 50);
  `,
  CLUSTER_STEP,
  `
  -- Notes about statistics by person and metric, as all that is kept; they stood by the unique id of Home Assistant's entity.
  alter table statistic rename to statistic_by_entity;
  create table statistic (
    person integer not null references person on delete cascade,
    metric text not null,
    body text not null,
    primary key (person, metric)
  );
  insert into statistic
    select person.id, substr(unique_id, length(user_id) + 11), body from statistic_by_entity
    join person on left(unique_id, length(user_id) + 10) = 'withings_' || user_id || '_';
  drop table statistic_by_entity;
  `,
];
