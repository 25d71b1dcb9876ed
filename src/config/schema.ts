import { z } from 'zod';
import {
  choice,
  complain,
  exactTopic,
  flag,
  interval,
  numberChoice,
  optionalText,
  pattern,
  text,
  topic,
  wholeNumber,
} from './fields.js';
import { brokerUrl, homeAssistantUrl, httpUrl, publicUrl } from './urls.js';

/** Levels of the base topic that mean something else than an account. */
const RESERVED = ['bridge', 'device'];

function section<Shape extends z.ZodRawShape>(shape: Shape, expected = 'a section with its keys on lines below it') {
  return z.strictObject(shape, { error: complain('a section', expected) });
}

const withings = section({
  client_id: text('the client id of your Withings application').describe(
    'Client id of your application on developer.withings.com.',
  ),
  client_secret: text('the client secret of your Withings application').describe(
    'Client secret of the same application. Better kept in an environment variable or in secrets.yaml.',
  ),
  api_url: httpUrl().default('https://wbsapi.withings.net').describe('Where the Withings API answers.'),
  account_url: httpUrl()
    .default('https://account.withings.com')
    .describe('Where a person gives permission, in the browser.'),
  redirect_uri: httpUrl()
    .default('http://localhost:8099/oauth/callback')
    .describe('Where the browser returns to afterwards. The very same text must stand in the Withings application.'),
  poll_interval: interval().default('10m').describe('How often Withings is asked for news: 90s, 10m, 1h. 1m at least.'),
  webhook_poll_interval: interval()
    .default('1h')
    .describe('The same while webhooks (server.public_url) tell of news at once: it finds what a lost one missed.'),
});

const account = section(
  {
    name: pattern(/^[a-z0-9_-]+$/, 'a name made of a-z, 0-9, _ and -')
      .refine((name) => !RESERVED.includes(name), { error: 'is reserved; expected another name' })
      .describe('Short name of the person, part of the topics: a-z, 0-9, _ and -. Each name once.'),
    display_name: optionalText('the name of the device').describe(
      'Name of the device in Home Assistant. Without it: the name with a capital letter.',
    ),
    units: choice(['metric', 'us', 'uk'])
      .default('metric')
      .describe('Units: metric (kg, km, °C), us (lb, mi, ft, °F) or uk (st, mi, ft, °C).'),
    ignore_attributions: z
      .array(wholeNumber(0, 1_000_000, 'a whole number'), { error: complain('a list', 'a list of numbers: [1, 10]') })
      .default([1, 10])
      .describe(
        'Measures to skip, by who took them: 1 and 10 may be of somebody else. Of 10, those of a part of the body are kept.',
      ),
  },
  'an entry such as "- name: anna"',
);

const mqtt = section({
  url: brokerUrl()
    .default('mqtt://localhost:1883')
    .describe(
      'The MQTT broker: mqtt, mqtts, ws or wss. The word embedded starts a broker inside this program, on 127.0.0.1:1883 and without a login: to try things out.',
    ),
  username: optionalText('the user name').describe('User name for the broker.'),
  password: optionalText('the password').describe(
    'Password for the broker. Better kept in an environment variable or in secrets.yaml.',
  ),
  client_id: optionalText('the client id').describe('Name of this client on the broker. Without it: made by itself.'),
  base_topic: topic().default('withings').describe('First level of every topic this program publishes.'),
  protocol_version: numberChoice([4, 5]).default(5).describe('MQTT version: 5, or 4 (which is MQTT 3.1.1).'),
  keepalive: wholeNumber(0, 65_535, 'seconds, a whole number from 0 to 65535')
    .default(60)
    .describe('Seconds between two signs of life to the broker. 0 turns them off.'),
  ca: optionalText('the path of a PEM file').describe('Certificate authority of the broker, a PEM file.'),
  cert: optionalText('the path of a PEM file').describe('Certificate of this client, a PEM file.'),
  key: optionalText('the path of a PEM file').describe('Private key of this client, a PEM file.'),
  reject_unauthorized: flag().default(true).describe("Refuse a broker whose certificate can't be verified."),
  qos: numberChoice([0, 1, 2]).default(1).describe('Quality of service of what is published: 0, 1 or 2.'),
});

const homeassistant = section({
  enabled: flag().default(true).describe('Make the sensors appear in Home Assistant on their own.'),
  discovery_prefix: topic().default('homeassistant').describe('Discovery prefix of the MQTT integration there.'),
  status_topic: exactTopic()
    .default('homeassistant/status')
    .describe('Topic on which Home Assistant says that it has started.'),
  url: homeAssistantUrl().optional().describe('Home Assistant itself, for the history only.'),
  token: optionalText('a long-lived access token').describe(
    'Long-lived access token of an administrator, for the history only.',
  ),
  import_history: flag()
    .default(false)
    .describe('Write the history, and what comes late, into its statistics by itself. Needs url and token.'),
});

const server = section({
  enabled: flag().default(true).describe('Health checks, metrics, webhooks and the way back of a login.'),
  host: text('an address such as 127.0.0.1')
    .default('127.0.0.1')
    .describe('Address to listen on. 0.0.0.0 lets other machines in, and is what a container needs.'),
  port: wholeNumber(1, 65_535, 'a whole number from 1 to 65535').default(8099).describe('Port to listen on.'),
  public_url: publicUrl()
    .optional()
    .describe('How Withings reaches this server from the internet, with https. Without it: no webhooks.'),
});

const log = section({
  level: choice(['error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('How much to say: error, warn, info, debug.'),
  format: choice(['text', 'json']).default('text').describe('text for people, json for programs.'),
});

/** The YAML file: the one place of keys, defaults and descriptions. */
export const fileSchema = section(
  {
    withings: withings.describe('The Withings cloud.'),
    accounts: z
      .array(account, { error: complain('a list', 'a list of accounts, each starting with "- name:"') })
      .min(1, { error: 'is empty; expected one account or more' })
      .describe('The people, one entry each.'),
    mqtt: mqtt.describe('The MQTT broker.'),
    homeassistant: homeassistant.describe('Home Assistant.'),
    server: server.describe('The built-in web server.'),
    data_dir: text('the path of a folder').default('./data').describe('Folder for tokens and state.'),
    log: log.describe('The log.'),
  },
  'sections such as withings: and accounts:',
);

/** A valid file, keys as in the YAML, defaults filled in. */
export type FileConfig = z.output<typeof fileSchema>;
