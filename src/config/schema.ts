import { z } from 'zod';
import * as field from './fields.js';
import type { Problem } from './problem.js';

/** Levels of the base topic that mean something else than an account. */
const RESERVED = ['bridge', 'device'];

const BASE_TOPIC = 'withings';
const DISCOVERY_PREFIX = 'homeassistant';

function keys<Shape extends z.ZodRawShape>(expected: string, shape: Shape) {
  return z.strictObject(shape, expected);
}

function section<Shape extends z.ZodRawShape>(shape: Shape) {
  return keys('a section with its keys on lines below it', shape);
}

const accountName = field
  .pattern(/^[a-z0-9_-]+$/, 'a name made of a-z, 0-9, _ and -')
  .refine((name) => !RESERVED.includes(name), { error: 'is reserved; expected another name' });
const attributions = z.array(field.wholeNumber(0, 1_000_000, 'a whole number'), 'a list of numbers: [1, 10]');
const pemFile = field.freeText('the path of a PEM file').optional();
const clientId = field.filledText('the client id of your Withings application');
const clientSecret = field.filledText('the client secret of your Withings application');

const account = keys('an entry such as "- name: anna"', {
  name: accountName.describe('Short name of the person, part of the topics: a-z, 0-9, _ and -. Each name once.'),
  display_name: field
    .freeText('the name of the device')
    .optional()
    .describe('Name of the device in Home Assistant. Without it: the name with a capital letter.'),
  units: z
    .enum(['metric', 'us', 'uk'])
    .default('metric')
    .describe('Units: metric (kg, km, °C), us (lb, mi, ft, °F) or uk (st, mi, ft, °C).'),
  ignore_attributions: attributions
    .default([1, 10])
    .describe(
      'Measures to skip, by who took them: 1 and 10 may be of somebody else. Of 10, those of a part of the body are kept.',
    ),
});

/** The YAML file: the one place of keys, defaults and descriptions. */
export const fileSchema = keys('sections such as withings: and accounts:', {
  withings: section({
    client_id: clientId.describe('Client id of your application on developer.withings.com.'),
    client_secret: clientSecret.describe(
      'Client secret of the same application. Better kept in an environment variable or in secrets.yaml.',
    ),
    api_url: field.baseUrl.default('https://wbsapi.withings.net').describe('Where the Withings API answers.'),
    account_url: field.baseUrl
      .default('https://account.withings.com')
      .describe('Where a person gives permission, in the browser.'),
    redirect_uri: field.httpUrl
      .default('http://localhost:8099/oauth/callback')
      .describe('Where the browser returns to afterwards. The very same text must stand in the Withings application.'),
    poll_interval: field.interval
      .default('10m')
      .describe('How often Withings is asked for news: 90s, 10m, 1h. 1m at least.'),
    webhook_poll_interval: field.interval
      .default('1h')
      .describe('The same while webhooks (server.public_url) tell of news at once: it finds what a lost one missed.'),
  }).describe('The Withings cloud.'),
  accounts: z
    .array(account, 'a list of accounts, each starting with "- name:"')
    .min(1, 'one account or more')
    .describe('The people, one entry each.'),
  mqtt: section({
    url: field.brokerUrl
      .default('mqtt://localhost:1883')
      .describe(
        'The MQTT broker: mqtt, mqtts, ws or wss. The word embedded starts a broker inside this program, on 127.0.0.1:1883 and without a login: to try things out.',
      ),
    username: field.freeText('the user name').optional().describe('User name for the broker.'),
    password: field
      .freeText('the password')
      .optional()
      .describe('Password for the broker. Better kept in an environment variable or in secrets.yaml.'),
    client_id: field
      .freeText('the client id')
      .optional()
      .describe('Name of this client on the broker. Without it: made by itself.'),
    base_topic: field.topic.default(BASE_TOPIC).describe('First level of every topic this program publishes.'),
    protocol_version: z.literal([4, 5]).default(5).describe('MQTT version: 5, or 4 (which is MQTT 3.1.1).'),
    keepalive: field
      .wholeNumber(0, 65_535, 'seconds, a whole number from 0 to 65535')
      .default(60)
      .describe('Seconds between two signs of life to the broker. 0 turns them off.'),
    ca: pemFile.describe('Certificate authority of the broker, a PEM file.'),
    cert: pemFile.describe('Certificate of this client, a PEM file.'),
    key: pemFile.describe('Private key of this client, a PEM file.'),
    reject_unauthorized: z.boolean().default(true).describe("Refuse a broker whose certificate can't be verified."),
    qos: z.literal([0, 1, 2]).default(1).describe('Quality of service of what is published: 0, 1 or 2.'),
  }).describe('The MQTT broker.'),
  homeassistant: section({
    enabled: z.boolean().default(true).describe('Make the sensors appear in Home Assistant on their own.'),
    discovery_prefix: field.topic.default(DISCOVERY_PREFIX).describe('Discovery prefix of the MQTT integration there.'),
    status_topic: field
      .pattern(/^[^+#]+$/, 'a topic without + or #')
      .default('homeassistant/status')
      .describe('Topic on which Home Assistant says that it has started.'),
    url: field.homeAssistantUrl.optional().describe('Home Assistant itself, for the history only.'),
    token: field
      .freeText('a long-lived access token')
      .optional()
      .describe('Long-lived access token of an administrator, for the history only.'),
    import_history: z
      .boolean()
      .default(false)
      .describe('Write the history, and what comes late, into its statistics by itself. Needs url and token.'),
  }).describe('Home Assistant.'),
  server: section({
    enabled: z.boolean().default(true).describe('Health checks, metrics, webhooks and the way back of a login.'),
    host: field
      .filledText('an address such as 127.0.0.1')
      .default('127.0.0.1')
      .describe('Address to listen on. 0.0.0.0 lets other machines in, and is what a container needs.'),
    port: field.wholeNumber(1, 65_535).default(8099).describe('Port to listen on.'),
    public_url: field.publicUrl
      .optional()
      .describe('How Withings reaches this server from the internet, with https. Without it: no webhooks.'),
  }).describe('The built-in web server.'),
  data_dir: field.filledText('the path of a folder').default('./data').describe('Folder for tokens and state.'),
  log: section({
    level: z
      .enum(['error', 'warn', 'info', 'debug'])
      .default('info')
      .describe('How much to say: error, warn, info, debug.'),
    format: z.enum(['text', 'json']).default('text').describe('text for people, json for programs.'),
  }).describe('The log.'),
});

/** A valid file, keys as in the YAML, defaults filled in. */
export type FileConfig = z.output<typeof fileSchema>;

/** What is wrong between keys. Looks at raw data, so that it is found whatever else is wrong with the file. */
export function* brokenRules({ accounts, mqtt, homeassistant }: Partial<FileConfig>): Generator<Omit<Problem, 'at'>> {
  const names = Array.isArray(accounts) ? accounts.map((account) => account?.name) : [];
  for (const [index, name] of names.entries()) {
    const first = names.indexOf(name);
    const text = `duplicate name, as accounts[${first}]; expected another one`;
    if (typeof name === 'string' && first < index) yield { path: ['accounts', index, 'name'], text };
  }
  const topics = ['mqtt.base_topic', 'homeassistant.discovery_prefix'] as const;
  const [blamed, other] = mqtt?.base_topic === undefined ? topics.toReversed() : topics;
  if ((mqtt?.base_topic ?? BASE_TOPIC) === (homeassistant?.discovery_prefix ?? DISCOVERY_PREFIX)) {
    yield { path: blamed!.split('.'), text: `is the same topic as ${other}; expected two different ones` };
  }
  if (homeassistant?.import_history === true && !(homeassistant.url && homeassistant.token)) {
    const path = ['homeassistant', 'import_history'];
    yield { path, text: 'needs homeassistant.url and homeassistant.token' };
  }
}
