import { isLoopback } from './fields.js';
import { BASE_TOPIC, type FileConfig } from './file-schema.js';
import { isPostgres, passwordsIn } from './store-address.js';

/** A key, and what is wrong with it beside others. */
type BrokenRule = readonly [key: string, text: string];

/**
 * What is wrong between keys. Of a file with something else wrong, too, there may be only a part.
 *
 * @param ingress whether the page lets nobody in but by Home Assistant's ingress, as long as it has no password
 */
export function* brokenRules(file: Partial<FileConfig> = {}, ingress = false): Generator<BrokenRule> {
  const { accounts = [], mqtt, homeassistant, influx = {}, page, server } = file;
  const names = accounts.map((account) => account?.name);
  for (const [index, name] of names.entries()) {
    const first = names.indexOf(name);
    if (name !== undefined && first < index)
      yield [`accounts[${index}].name`, `duplicate name, as accounts[${first}]; expected another one`];
  }
  const topics = ['mqtt.base_topic', 'homeassistant.discovery_prefix'] as const;
  const [key, other] = mqtt?.base_topic === BASE_TOPIC ? topics.toReversed() : topics;
  if (mqtt?.base_topic !== undefined && mqtt.base_topic === homeassistant?.discovery_prefix)
    yield [key!, `is the same topic as ${other}; expected two different ones`];
  if (homeassistant?.import_history && !(homeassistant.url && homeassistant.token))
    yield ['homeassistant.import_history', 'needs homeassistant.url and homeassistant.token'];
  if (page?.enabled && page.password === undefined && !ingress && !isLoopback(page.host))
    yield ['page.host', 'lets other machines in; expected page.password beside it, or 127.0.0.1'];
  if (page?.enabled && server?.enabled && page.port === server.port)
    yield ['page.port', 'is the same as server.port; expected another one'];
  yield* brokenInflux(influx);
  // A store that is not valid is said already.
  if (file.store !== undefined) yield* isPostgres(file.store) ? brokenForMany(file) : brokenForOne(file);
}

/** What is wrong between the keys of the section influx: two ways to write, and one of them. */
function* brokenInflux({ url, ...other }: Partial<FileConfig['influx']>): Generator<BrokenRule> {
  const { database, bucket, org, token, username, password } = other;
  const [given] = Object.entries(other).filter(([, value]) => value);
  if (url === undefined) {
    if (given) yield [`influx.${given[0]}`, 'needs influx.url'];
    return;
  }
  if (bucket && database) yield ['influx.database', 'stands beside influx.bucket; expected one of the two'];
  if (!bucket && !database)
    yield ['influx.url', 'needs influx.database (InfluxDB 1, VictoriaMetrics) or influx.bucket (InfluxDB 2, 3)'];
  if (org && !bucket) yield ['influx.org', 'needs influx.bucket'];
  if (token && username) yield ['influx.username', 'stands beside influx.token; expected one of the two'];
  if (password && !username) yield ['influx.password', 'needs influx.username'];
}

function* brokenForOne(file: Partial<FileConfig>): Generator<BrokenRule> {
  for (const key of ['store_key', 'store_password'] as const)
    if (file[key] !== undefined) yield [key, 'needs store: postgres://…'];
}

/** What is wrong beside a store for several bridges, and what one of them cannot do. */
function* brokenForMany(file: Partial<FileConfig>): Generator<BrokenRule> {
  const { store = '', store_password: password, mqtt, homeassistant } = file;
  const many = 'with store: postgres://…, where several bridges may run';
  if (password !== undefined && passwordsIn(store).length > 0)
    yield ['store_password', 'stands beside a password in store; expected one of the two'];
  if (mqtt?.url === 'embedded')
    yield ['mqtt.url', `cannot be embedded ${many}; expected a broker that all of them reach`];
  if (homeassistant?.import_history)
    yield ['homeassistant.import_history', `is not made yet to go together ${many}; expected false`];
}
