import { z } from 'zod';
import * as field from './fields.js';
import { storeAddress } from './store-address.js';

/** Levels of the base topic that mean something else than an account. */
const RESERVED = ['bridge', 'device'];
export const BASE_TOPIC = 'withings';

const accountName = field
  .pattern(/^[a-z0-9_-]+$/, 'a name made of a-z, 0-9, _ and -')
  .refine((name) => !RESERVED.includes(name), 'is reserved; expected another name');
/** Why an account cannot be called so; undefined when it can. */
export function whyNoName(name: string): string | undefined {
  const { error } = accountName.safeParse(name, { reportInput: true });
  return error && field.complaint(error.issues[0]!);
}

const attributions = z.array(field.wholeNumber(0, 1_000_000, 'a whole number'), 'a list of numbers: [1, 10]');
const text = (expected: string) => field.freeText(expected).optional();
const pemFile = text('the path of a PEM file');

const account = z.strictObject(
  {
    name: accountName,
    display_name: text('the name of the device'),
    units: z.enum(['metric', 'us', 'uk']).default('metric'),
    ignore_attributions: attributions.default([1, 10]),
    intraday: z.boolean().default(false),
  },
  'an entry such as "- name: anna"',
);

const accounts = z.array(account, 'a list of accounts, each starting with "- name:"');

function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, 'a section with its keys on lines below it');
}

const listener = (port: number) => ({
  enabled: z.boolean().default(true),
  host: field.filledText('an address such as 127.0.0.1').default('127.0.0.1'),
  port: field.wholeNumber(1, 65_535).default(port),
});

const sections = {
  withings: section({
    client_id: field.copied('the client id of your Withings application'),
    client_secret: field.filledText('the client secret of your Withings application'),
    api_url: field.baseUrl.default('https://wbsapi.withings.net'),
    account_url: field.baseUrl.default('https://account.withings.com'),
    redirect_uri: field.httpUrl.default('http://localhost:8099/oauth/callback'),
    poll_interval: field.interval.default('10m'),
    webhook_poll_interval: field.interval.default('1h'),
    calls_per_minute: field.wholeNumber(1, 100_000).default(120),
  }),
  accounts: accounts.min(1, 'one account or more'),
  mqtt: section({
    url: field.brokerUrl.default('mqtt://localhost:1883'),
    username: text('the user name'),
    password: text('the password'),
    client_id: text('the client id'),
    base_topic: field.topic.default(BASE_TOPIC),
    protocol_version: z.literal([4, 5]).default(5),
    keepalive: field.wholeNumber(0, 65_535, 'seconds, a whole number from 0 to 65535').default(60),
    ca: pemFile,
    cert: pemFile,
    key: pemFile,
    reject_unauthorized: z.boolean().default(true),
    qos: z.literal([0, 1, 2]).default(1),
  }),
  homeassistant: section({
    enabled: z.boolean().default(true),
    discovery_prefix: field.topic.default('homeassistant'),
    status_topic: field.pattern(/^[^+#]+$/, 'a topic without + or #').default('homeassistant/status'),
    url: field.homeAssistantUrl.optional(),
    token: text('a long-lived access token'),
    import_history: z.boolean().default(false),
  }),
  influx: section({
    url: field.influxUrl.optional(),
    database: text('the name of the database'),
    username: text('the user name'),
    password: text('the password'),
    bucket: text('the name of the bucket'),
    org: text('the name of the organisation'),
    token: text('an API token'),
  }),
  page: section({
    ...listener(8098),
    password: text('the password'),
    url: field.httpUrl.optional(),
  }),
  server: section({
    ...listener(8099),
    public_url: field.publicUrl.optional(),
  }),
  store: storeAddress.default('sqlite'),
  store_key: text('a secret of your own'),
  store_password: text('the password of the database'),
  data_dir: field.filledText('the path of a folder').default('./data'),
  log: section({
    level: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
    format: z.enum(['text', 'json']).default('text'),
  }),
};

/** The YAML file: the one place of keys, types and defaults. What each is stands in config.example.yaml. */
export const fileSchema = z.strictObject(sections, 'sections such as withings: and accounts:');

/**
 * The same where several bridges share the store: people may come from there, and no Home Assistant holds thousands of
 * them, so that it is told of them only if the file says so.
 */
export const sharedFileSchema = fileSchema.extend({
  accounts: accounts.default([]),
  homeassistant: sections.homeassistant.extend({ enabled: z.boolean().default(false) }),
});

/** A valid file, keys as in the YAML, defaults filled in. */
export type FileConfig = z.output<typeof fileSchema>;
