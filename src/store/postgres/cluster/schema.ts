import { QUEUE_FUNCTIONS } from './queue-functions.js';

/** What bridges that run at the same time share: a step of the migrations, after the tables of the store itself. */
export const CLUSTER_STEP = `
  -- Under which names graphile-worker has locked jobs for a bridge. One that has ended or was buried stays a while: jobs which
  -- it still takes before it notices are freed, too, and what it said of itself at the broker is taken away.
  alter table bridge add column workers text[] not null default '{}', add column buried_at timestamptz;
  -- Milliseconds in which some bridge gave signs of life, and the last of all these signs: by this clock the silence of each is
  -- measured. It hardly goes on while the database is away, or all bridges are.
  create table signs (
    one boolean primary key default true check (one),
    passed double precision not null default 0,
    last_at timestamptz not null default clock_timestamp()
  );
  insert into signs default values;
  alter table bridge add column passed double precision not null;
  create table leader (
    one boolean primary key default true check (one),
    bridge text not null,
    until timestamptz not null
  );

  alter table person
    -- Whoever had the person last did not give the claim back.
    add column interrupted boolean not null default false,
    -- For which filling of the broker everything was last published.
    add column filled bigint not null default 0,
    -- In which way, by the base topic and the like.
    add column shown_as text not null default '',
    -- For when the next job was asked while one was under way.
    add column wanted timestamptz,
    -- Jobs in a row that have failed.
    add column failures integer not null default 0,
    -- When something last came in, seconds since 1970: noted with each claim that is given back, for lists of thousands.
    add column last_sync double precision;
  -- Who else has a device: asked when one person has it no more.
  create index state_device on state (key) where part = 'devices';
  create index state_login_problem on state (person) where part = 'notes' and key = 'loginProblem';

  create table account (
    name text primary key,
    display_name text not null,
    units text not null,
    ignore_attributions jsonb not null,
    intraday boolean not null,
    enabled boolean not null default true,
    from_file boolean not null,
    -- By a command: it stays when a file does not name it any more.
    added boolean not null
  );

  -- Only what tells that a secret is the right one, never the secret.
  create table invitation (
    account text primary key references account on delete cascade,
    secret_hash text not null unique,
    state_hash text unique,
    valid_until timestamptz not null
  );

  create table notice (
    id bigint generated always as identity primary key,
    person bigint not null references person on delete cascade,
    body jsonb not null,
    received_at timestamptz not null default clock_timestamp(),
    -- Somebody works on it: another one that says the same may tell of something newer.
    taken boolean not null default false
  );
  create index notice_by_person on notice (person, id);

  -- The last place that was given away, the time from which on places lie evenly, and until when nobody calls.
  create table budget (
    client_id text primary key,
    place_at timestamptz not null,
    next_at timestamptz not null,
    rest_until timestamptz not null
  );
  ${QUEUE_FUNCTIONS}
`;
