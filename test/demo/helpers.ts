import { createHmac } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Cloud, CloudOptions, MeasureGroup, Person } from '../../src/demo/cloud.js';
import type { Fault } from '../cloud/faults.js';
import { type FaultyCloud, startFaultyCloud } from '../cloud/faulty-cloud.js';

export const CLIENT = { client_id: 'test-client', client_secret: 'test-secret' };
export const REDIRECT = 'http://localhost:8099/oauth/callback';
export const ANNA = 7001;
export const BEN = 7002;

/** A clock that stands still until it is moved. */
export function createClock(start = Date.UTC(2026, 9, 1, 12)) {
  let now = start;
  return {
    now: () => now,
    seconds: () => Math.floor(now / 1000),
    forward: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

export function person(userid: number, name: string, measuregrps: MeasureGroup[] = []): Person {
  return { userid, name, timezone: 'Europe/Amsterdam', measuregrps, devices: [], goals: {} };
}

export function group(grpid: number, date: number, more: Partial<MeasureGroup> = {}): MeasureGroup {
  return {
    grpid,
    attrib: 0,
    date,
    created: date + 30,
    modified: date + 30,
    category: 1,
    deviceid: 'd1',
    hash_deviceid: 'd1',
    measures: [{ value: 70_000, type: 1, unit: -3 }],
    modelid: 5,
    model: 'Body+',
    comment: null,
    ...more,
  };
}

/** A cloud that closes with the test. Limits are off unless asked for. */
export async function testCloud(options: Partial<CloudOptions> = {}): Promise<FaultyCloud> {
  const cloud = await startFaultyCloud({
    clientId: CLIENT.client_id,
    clientSecret: CLIENT.client_secret,
    people: [person(ANNA, 'Anna'), person(BEN, 'Ben <b>')],
    dedupeSeconds: 0,
    requestsPerMinute: Number.POSITIVE_INFINITY,
    ...options,
  });
  onTestFinished(() => cloud.close());
  return cloud;
}

/** A cloud with just Anna and her groups, a clock and an access token. */
export async function cloudWith(measuregrps: MeasureGroup[], pageSize = 200) {
  const clock = createClock();
  const cloud = await testCloud({ people: [person(ANNA, 'Anna', measuregrps)], pageSize, clock: clock.now });
  return { cloud, clock, token: cloud.login(ANNA).access_token };
}

/** A cloud with just Anna and what she has, a clock, and what it answers to a call with her token. */
export async function cloudFor(has: Partial<Person>, options: Partial<CloudOptions> = {}, scope?: string) {
  const clock = createClock();
  const cloud = await testCloud({ people: [{ ...person(ANNA, 'Anna'), ...has }], clock: clock.now, ...options });
  const token = cloud.login(ANNA, scope).access_token;
  const call = (path: string, action: string, params: Record<string, string | number> = {}) =>
    post(cloud, path, { action, ...params }, token);
  return { cloud, clock, token, call };
}

export interface Reply {
  status: number;
  error?: string;
  body: Record<string, unknown>;
}

export async function post(
  cloud: Cloud,
  path: string,
  params: Record<string, string | number>,
  accessToken?: string,
): Promise<Reply> {
  const response = await raw(cloud, path, params, accessToken);
  return (await response.json()) as Reply;
}

/** The HTTP answer as it comes; redirects are not followed. */
export function raw(
  cloud: Cloud,
  path: string,
  params: Record<string, string | number>,
  accessToken?: string,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(cloud.url + path, {
    method: 'POST',
    body: new URLSearchParams(Object.entries(params).map(([key, value]): [string, string] => [key, String(value)])),
    redirect: 'manual',
    ...(accessToken !== undefined && { headers: { authorization: `Bearer ${accessToken}` } }),
    ...(signal && { signal }),
  });
}

export function getMeasures(cloud: Cloud, accessToken: string, params: Record<string, string | number> = {}) {
  return post(cloud, '/measure', { action: 'getmeas', category: 1, lastupdate: 0, ...params }, accessToken);
}

export function requestToken(cloud: Cloud, params: Record<string, string>): Promise<Reply> {
  return post(cloud, '/v2/oauth2', { action: 'requesttoken', ...CLIENT, ...params });
}

export function refresh(cloud: Cloud, refreshToken: string): Promise<Reply> {
  return requestToken(cloud, { grant_type: 'refresh_token', refresh_token: refreshToken });
}

export function exchange(cloud: Cloud, code: string, redirectUri = REDIRECT): Promise<Reply> {
  return requestToken(cloud, { grant_type: 'authorization_code', code, redirect_uri: redirectUri });
}

export function authorizeUrl(cloud: Cloud, params: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT.client_id,
    redirect_uri: REDIRECT,
    scope: 'user.info,user.metrics',
    state: 'state-1',
    ...params,
  });
  return `${cloud.url}/oauth2_user/authorize2?${query}`;
}

/** Where a redirect leads. */
export function target(response: Response): URL {
  return new URL(response.headers.get('location') ?? '');
}

/** A code for Anna, through the demo mode of the authorise page. */
export async function demoCode(cloud: Cloud): Promise<string> {
  const response = await fetch(authorizeUrl(cloud, { mode: 'demo' }), { redirect: 'manual' });
  return target(response).searchParams.get('code') ?? '';
}

export function hmac(text: string, secret = CLIENT.client_secret): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** A cloud with one group, an access token and a fault. */
export async function faultyCloud(fault?: Fault) {
  const cloud = await testCloud({ people: [person(ANNA, 'Anna', [group(1, 100)])] });
  const tokens = cloud.login(ANNA);
  const remove = fault === undefined ? () => {} : cloud.fault(fault);
  const answer = (signal?: AbortSignal) =>
    raw(cloud, '/measure', { action: 'getmeas', lastupdate: 0 }, tokens.access_token, signal);
  const statuses = () => cloud.requests.map(({ status }) => status);
  return { cloud, tokens, remove, answer, statuses };
}
