import { type Client, createClient } from './client.js';

/** Makes the first user of an empty Home Assistant. @returns a token for its API */
export async function logIn(url: string): Promise<string> {
  const clientId = `${url}/`;
  const user = { client_id: clientId, name: 'Tests', username: 'lab', password: 'lab', language: 'en' };
  const code = await post(`${url}/api/onboarding/users`, JSON.stringify(user), 'auth_code');
  const grant = { client_id: clientId, grant_type: 'authorization_code', code };
  const access = await post(`${url}/auth/token`, new URLSearchParams(grant), 'access_token');
  return createClient(url, access).ws({ type: 'auth/long_lived_access_token', client_name: 'tests', lifespan: 1 });
}

interface Form {
  readonly flow_id: string;
  readonly data_schema: readonly { readonly name: string }[];
}

/** Sets up the MQTT integration, without a login, as a person would in its form. */
export async function connectToBroker({ rest }: Client, port: number): Promise<void> {
  const flows = '/api/config/config_entries/flow';
  const form = await rest<Form>('POST', flows, { handler: 'mqtt', show_advanced_options: true });
  const more = { set_client_cert: false, set_ca_cert: 'off', tls_insecure: false, transport: 'tcp' };
  // Older releases have neither of them in their first form.
  const newer = Object.entries({ protocol: '5', other_settings: more }).filter(([key]) => asksFor(form, key));
  const answers = { broker: '127.0.0.1', port, ...Object.fromEntries(newer) };
  const step = await rest<{ type: string }>('POST', `${flows}/${form.flow_id}`, answers);
  if (step.type !== 'create_entry') throw new Error(`setting up MQTT stopped at ${JSON.stringify(step)}`);
}

function asksFor({ data_schema }: Form, key: string): boolean {
  return data_schema.some(({ name }) => name === key);
}

/** The text in a field of the answer. @throws Error with the answer where it has none */
export async function post(url: string, body: string | URLSearchParams, field: string): Promise<string> {
  const headers = { ...(typeof body === 'string' && { 'content-type': 'application/json' }) };
  const response = await fetch(url, { method: 'POST', headers, body });
  const answer = (await response.json()) as Record<string, unknown>;
  const value = answer[field];
  if (typeof value !== 'string') throw new Error(`${url}: ${response.status} ${JSON.stringify(answer)}`);
  return value;
}
