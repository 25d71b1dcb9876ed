// 1,000 accounts in one process beside 10, with the rate limit off: time and memory for each account. And the plan of
// requests, against what Withings allows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startBroker } from '../dist/demo/broker.js';
import { startCloud } from '../dist/demo/cloud.js';
import { createActivityFeed } from '../dist/sync/activity.js';
import { CALLS_PER_MINUTE } from '../dist/sync/limiter.js';
import { createMeasuresFeed } from '../dist/sync/measures.js';
import { createEcgFeed, createSleepFeed, createWorkoutsFeed } from '../dist/sync/record-feeds.js';
import { createDevicesFeed, createGoalsFeed } from '../dist/sync/user.js';
import { sampleGroups } from './groups.mjs';

const [FEW, MANY] = [10, 1000];
const GROUPS = 50;

export async function benchAccounts() {
  const few = await measure(FEW);
  const many = await measure(MANY);
  const what = (name) => `${name} for each of ${MANY} accounts in one process`;
  return [
    {
      what: what('time of a full round'),
      ours: `${(many.milliseconds / MANY).toFixed(2)} ms`,
      beside: `each of ${FEW}: ${(few.milliseconds / FEW).toFixed(2)} ms`,
      ratio: many.milliseconds / MANY / (few.milliseconds / FEW),
      limit: 1.2,
      better: 'less',
    },
    {
      what: what('memory above that of no account'),
      ours: `${((many.bytes - many.idle) / MANY / 1024).toFixed(0)} kB`,
      beside: `each of ${FEW}: ${((few.bytes - few.idle) / FEW / 1024).toFixed(0)} kB`,
      ratio: (many.bytes - many.idle) / MANY / ((few.bytes - few.idle) / FEW),
      limit: 1.2,
      better: 'less',
    },
  ];
}

/** Calls an hour for one account, from the feeds themselves. */
export function requestPlan() {
  const feeds = [
    createMeasuresFeed({ decode: () => ({ readings: [], groupIds: new Set(), modified: 0 }), ignoreAttributions: [] }),
    createActivityFeed(),
    createSleepFeed(),
    createWorkoutsFeed(),
    createEcgFeed(),
    createGoalsFeed(),
    createDevicesFeed(),
  ];
  const calls = (minutes) =>
    feeds.reduce((sum, { every }) => sum + Math.min(60 / minutes, every ? 3_600_000 / every : Infinity), 0);
  const allowed = CALLS_PER_MINUTE * 60;
  return [
    ['polling every 10 minutes', calls(10)],
    ['webhooks, polling every hour', calls(60)],
  ].map(([how, hourly]) => `| ${how} | ${hourly} | ${Math.floor(allowed / hourly)} |`);
}

async function measure(accounts) {
  const people = Array.from({ length: accounts }, (_, index) => ({
    userid: index + 1,
    name: `a${index}`,
    timezone: 'Europe/Amsterdam',
    measuregrps: sampleGroups(GROUPS),
    devices: [],
    goals: {},
  }));
  const limits = { dedupeSeconds: 0, requestsPerMinute: Number.POSITIVE_INFINITY };
  const cloud = await startCloud({ clientId: 'bench', clientSecret: 'bench-secret', ...limits, people });
  const broker = await startBroker({ port: 0 });
  const tokens = people.map(({ userid }) => cloud.login(userid));
  const script = fileURLToPath(new URL('./accounts-process.mjs', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ cloudUrl: cloud.url, brokerUrl: broker.url, tokens }));
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  await cloud.close();
  await broker.close();
  return JSON.parse(text);
}
