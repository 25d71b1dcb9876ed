/**
 * What leads from one version of the store to the next, as SQL; step n makes version n. A step is never changed once it
 * has been released.
 */
export const STEPS: readonly string[] = [
  `
  create table setting (key text primary key, value text not null) strict, without rowid;

  create table person (
    id integer primary key,
    user_id text not null unique,
    name text unique,
    zone text
  ) strict;

  create table login (
    person integer primary key references person on delete cascade,
    access_token text not null,
    refresh_token text not null,
    expires_at integer not null,
    scope text not null
  ) strict;

  create table login_turn (person integer primary key references person on delete cascade, owner text not null, until integer not null) strict;

  -- How far a feed has come (feed), and what it must remember beside (note); small rows apart from large ones.
  create table feed (
    person integer not null references person on delete cascade,
    feed text not null,
    body text not null,
    primary key (person, feed)
  ) strict, without rowid;
  create table note (
    person integer not null references person on delete cascade,
    key text not null,
    body text not null,
    primary key (person, key)
  ) strict, without rowid;

  create table latest (
    person integer not null references person on delete cascade,
    metric text not null,
    body text not null,
    primary key (person, metric)
  ) strict, without rowid;
  create table device (
    person integer not null references person on delete cascade,
    device text not null,
    body text not null,
    primary key (person, device)
  ) strict, without rowid;
  create table record (
    person integer not null references person on delete cascade,
    feed text not null,
    id text not null,
    body text not null,
    primary key (person, feed, id)
  ) strict, without rowid;
  create table outbox (
    person integer not null references person on delete cascade,
    id text not null,
    position integer not null,
    body text not null,
    primary key (person, id)
  ) strict, without rowid;

  -- The archive. Words that repeat in each row stand once, by number.
  create table metric (id integer primary key, key text not null unique) strict;
  create table origin (id integer primary key, body text not null unique) strict;
  create table reading (
    person integer not null references person on delete cascade,
    metric integer not null references metric,
    taken_at integer not null,
    group_id text not null,
    value any,
    created_at integer not null,
    modified_at integer not null,
    origin integer not null references origin,
    last_reset integer,
    primary key (person, metric, taken_at, group_id)
  ) strict, without rowid;
  create index reading_by_group on reading (person, group_id);

  -- By the id itself, so that what was published of somebody can be cleaned up when the person is gone.
  create table announced (topic text primary key, kind text not null, user_id text, device text) strict, without rowid;
  create table statistic (unique_id text primary key, body text not null) strict, without rowid;

  create table lease (name text primary key, epoch integer not null, owner text) strict, without rowid;
  `,
  `
  -- Curves: a row for each night and device, day, and ECG. No table without rowid: the bodies are large.
  create table series (
    id_number integer primary key,
    person integer not null references person on delete cascade,
    kind text not null,
    id text not null,
    start_at integer not null,
    end_at integer not null,
    device text,
    body text not null,
    unique (person, kind, id)
  ) strict;
  create index series_by_start on series (person, kind, start_at);
  `,
  `
  -- Destinations of the archive, and how far they are in it: all up to here has been delivered; null when all of it has.
  create table delivery (destination text primary key, person integer, metric integer, taken_at integer) strict, without rowid;
  -- Places of the archive that have changed since; one that changes again gets a new number.
  create table waiting (
    number integer primary key autoincrement,
    destination text not null references delivery on delete cascade,
    person integer not null references person on delete cascade,
    metric integer not null references metric,
    taken_at integer not null,
    unique (destination, person, metric, taken_at)
  ) strict;
  `,
  `
  -- Notes about statistics by person and metric, as all that is kept; they stood by the unique id of Home Assistant's entity.
  alter table statistic rename to statistic_by_entity;
  create table statistic (
    person integer not null references person on delete cascade,
    metric text not null,
    body text not null,
    primary key (person, metric)
  ) strict, without rowid;
  insert into statistic
    select person.id, substr(unique_id, length(user_id) + 11), body from statistic_by_entity
    join person on substr(unique_id, 1, length(user_id) + 10) = 'withings_' || user_id || '_';
  drop table statistic_by_entity;
  `,
];
