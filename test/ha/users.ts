import { type Client, createClient } from './client.js';
import type { HomeAssistant } from './home-assistant.js';
import { post } from './onboarding.js';

const PASSWORD = 'a password of the tests';

/** A long-lived token of somebody who may use Home Assistant and not change it. */
export async function tokenOfGuest({ url, ws }: HomeAssistant): Promise<string> {
  const { user } = await ws<{ user: { id: string } }>({
    ...{ type: 'config/auth/create', name: 'Guest', group_ids: ['system-users'] },
  });
  const login = { username: 'guest', password: PASSWORD };
  await ws({ type: 'config/auth_provider/homeassistant/create', user_id: user.id, ...login });
  const clientId = `${url}/`;
  const flow = { client_id: clientId, handler: ['homeassistant', null], redirect_uri: clientId };
  const id = await post(`${url}/auth/login_flow`, JSON.stringify(flow), 'flow_id');
  const code = await post(`${url}/auth/login_flow/${id}`, JSON.stringify({ client_id: clientId, ...login }), 'result');
  const grant = { client_id: clientId, grant_type: 'authorization_code', code };
  const access = await post(`${url}/auth/token`, new URLSearchParams(grant), 'access_token');
  return longLivedToken(createClient(url, access), 'guest');
}

/** A long-lived token that its owner has taken back. */
export async function revokedToken({ ws }: HomeAssistant): Promise<string> {
  const name = 'revoked';
  const token = await longLivedToken({ ws }, name);
  const all = await ws<{ id: string; client_name: string | null }[]>({ type: 'auth/refresh_tokens' });
  const refresh_token_id = all.find(({ client_name }) => client_name === name)?.id;
  await ws({ type: 'auth/delete_refresh_token', refresh_token_id });
  return token;
}

function longLivedToken({ ws }: Pick<Client, 'ws'>, client_name: string): Promise<string> {
  return ws({ type: 'auth/long_lived_access_token', client_name, lifespan: 1 });
}
