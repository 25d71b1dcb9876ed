import { ENTITIES, OTHERS, TOPICS_OF_010, WITHINGS2MQTT_TOPICS } from './migration.mjs';

/**
 * docs/migrate.md.
 *
 * @param find the catalogue's row of a key
 * @throws Error for a key that is not in the catalogue
 */
export function migrationPage(find) {
  return `# Coming from elsewhere

Written by \`npm run docs\`; every metric on the right is one of the [catalogue](metrics.md).

## From Home Assistant's own Withings integration

All its ${ENTITIES.length} sensors are here, with the same units but for those with a note. Both can run side by side: ours are called
\`sensor.withings_<account>_<metric>\`, and each has its own login at Withings.

**Keeping the history.** Home Assistant keeps states and long-term statistics by entity id, so let our entity take the old
one's place, one by one:

1. Let withings2mqtt run until the new entity has its value.
2. Remove the old integration, or the old entity (*Settings, Devices & services, Entities*): its history stays in the
   database.
3. Give our entity the old entity id. Graphs go on where they stopped.

Where the note says another unit, Home Assistant offers to convert or to drop the old statistics (*Developer tools,
Statistics*).

| its sensor | its key | metric here | unit | note |
|---|---|---|---|---|
${ENTITIES.map((row) => line(row, find)).join('\n')}

Beside these:

| its entity | its key | metric here | unit | note |
|---|---|---|---|---|
${OTHERS.map((row) => line(row, find)).join('\n')}
| Workouts (calendar) | workout |  |  | the calendar of the [page](page.md), nights too; \`workout_*\` tells of the newest, the \`event\` entity of each |

Subscriptions to notifications are per application at Withings: with an application of its own, neither disturbs the
other.

## From the Withings2MQTT script

Its topics are \`withings/<user_name>/<topic>\`, ours \`withings/<account>/<metric>\`: with an account of the same name, the
value is in the topic beside it. Take its login over with
\`withings2mqtt auth <account> --import /path/to/tokens.json\`, and stop the script first: two programs must not refresh
one login. Topics of it that are not ours stay until you clear them.

Home Assistant's old entities of it go when its retained topics \`homeassistant/sensor/withings_<user_name>/…/config\` are
cleared.

| its topic | metric here | unit |
|---|---|---|
${WITHINGS2MQTT_TOPICS.map(([topic, key]) => `| \`${topic}\` | \`${row(key, find).key}\` | ${row(key, find).unit ?? ''} |`).join('\n')}

${from010(find)}`;
}

function from010(find) {
  return `## From version 0.1.0

Stop it, put the new version in its place, with the same \`data_dir\` and configuration, and start it a minute and a half
later at the earliest. Nobody has to sign in again.

**Tokens.** The logins in \`tokens.json\`, and what \`state.json\` and \`history.json\` say, go into
\`data_dir/withings2mqtt.db\` at the first start. The three files stay under another name, such as \`tokens.json.0.1.0\`.
Their tokens are used up soon after: to go back to 0.1.0 means to sign in there again. A login alone, into another
\`data_dir\`, with nothing running on the old one:

\`\`\`sh
jq .accounts.anna tokens.json >anna.json && withings2mqtt auth anna --import anna.json && rm anna.json
\`\`\`

**Topics.** They stay where they were, but for these. The old ones, and their entities in Home Assistant, go by themselves
after the first round:

| its topic | metric here | its unit | unit | note |
|---|---|---|---|---|
${TOPICS_OF_010.map(([topic, key, unit, note]) => `| \`${topic}\` | \`${row(key, find).key}\` | ${unit} | ${row(key, find).unit ?? ''} | ${note} |`).join('\n')}

Home Assistant offers to convert or to drop statistics whose unit is another one now (*Developer tools, Statistics*). When
it starts, the value topics stay silent: a message on one means that something was measured. \`/health\` says no more
than that the bridge lives; what is well besides, \`/ready\` says. [CHANGELOG.md](../CHANGELOG.md) has the rest.
`;
}

function line([theirs, name, ours, note = ''], find) {
  const { key, unit } = row(ours, find);
  return `| ${name} | \`${theirs}\` | \`${key}\` | ${unit ?? ''} | ${note} |`;
}

function row(key, find) {
  const metric = find(key);
  if (!metric) throw new Error(`the catalogue has no ${key}`);
  return metric;
}
