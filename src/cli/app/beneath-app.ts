import type { Beneath, Given } from '../../config/index.js';
import { type AppOptions, accountsGiven, optionGiven } from './app-options.js';
import type { MqttAnswer, Supervisor } from './supervisor.js';

/** What the App's own config file says, which then counts as a whole. */
export interface Said {
  readonly accounts: boolean;
  readonly broker: boolean;
}

/** How an error calls what Home Assistant's Supervisor has said. */
const SERVICE = "Home Assistant's MQTT service";
const APP = 'the App';

/**
 * The options of the App, and what goes without saying in one, as values of the config file.
 *
 * @param broker what the Supervisor says; undefined: it was not asked
 */
export function beneathApp(options: AppOptions, said: Said, supervisor: Supervisor, broker?: MqttAnswer): Beneath {
  const { client_id: clientId, client_secret: clientSecret, public_url: publicUrl, log_level: level } = options;
  const plain: [string, Given][] = [
    ['withings.client_id', optionGiven('client_id', clientId)],
    ['withings.client_secret', optionGiven('client_secret', trimmed(clientSecret))],
    ['homeassistant.url', { name: APP, value: `${supervisor.url}/core` }],
    ['homeassistant.token', { name: APP, value: supervisor.token }],
    ['homeassistant.import_history', { name: APP, value: true }],
  ];
  if (publicUrl !== undefined) {
    plain.push(['server.public_url', optionGiven('public_url', publicUrl)]);
    plain.push(['withings.redirect_uri', optionGiven('public_url', callbackOf(publicUrl))]);
  }
  if (level !== undefined) plain.push(['log.level', optionGiven('log_level', level)]);
  const accounts = said.accounts ? [] : accountsGiven(options.accounts);
  return new Map([...plain, ...accounts, ...(said.broker ? [] : brokerGiven(options.mqtt, broker))]);
}

/** What is copied from a web page may bring a space along. */
function trimmed(text: unknown): unknown {
  return typeof text === 'string' ? text.trim() : text;
}

/** Where the browser comes back to, with a house that can be reached from outside. */
function callbackOf(publicUrl: unknown): unknown {
  return typeof publicUrl === 'string' ? `${publicUrl.replace(/\/+$/, '')}/oauth/callback` : publicUrl;
}

/** The broker of the options, or else Home Assistant's. A login in the options counts before the one that it tells. */
function brokerGiven(options: AppOptions['mqtt'] = {}, broker?: MqttAnswer): [string, Given][] {
  const own = Object.entries(options).flatMap(([key, value]): [string, Given][] =>
    value === undefined ? [] : [[`mqtt.${key}`, optionGiven(`mqtt.${key}`, value)]],
  );
  if (options.url !== undefined || broker === undefined) return own;
  if (!('service' in broker)) return [...own, ['mqtt.url', { name: 'option mqtt.url', problem: problemOf(broker) }]];
  const { host, port, username, password, ssl } = broker.service;
  const login = { username, password };
  const told = Object.entries({ url: `${ssl ? 'mqtts' : 'mqtt'}://${host}:${port}`, ...login });
  const given = told.flatMap(([key, value]): [string, Given][] =>
    value ? [[`mqtt.${key}`, { name: `${SERVICE}: ${key}`, value }]] : [],
  );
  return [...given, ...own];
}

function problemOf(broker: Exclude<MqttAnswer, { readonly service: unknown }>): string {
  if ('absent' in broker) {
    return 'Home Assistant has no MQTT broker; install the App "Mosquitto broker" and start it, or fill in this option';
  }
  return `the Supervisor does not tell which broker Home Assistant has (${broker.unknown}); start the App again, or fill in this option`;
}
