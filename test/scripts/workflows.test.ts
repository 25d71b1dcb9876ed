import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const STEP = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const JOB = z.object({
  needs: z.string().optional(),
  permissions: z.record(z.string(), z.string()),
  steps: z.array(STEP).default([]),
  strategy: z.object({ matrix: z.object({ node: z.array(z.number()) }) }).optional(),
});
const WORKFLOW = z.object({ permissions: z.object({}).strict(), jobs: z.record(z.string(), JOB) });

const workflow = (name: string) => WORKFLOW.parse(parse(read(`.github/workflows/${name}.yml`)));
const BOTH = ['ci', 'release'].map((name) => [name, Object.values(workflow(name).jobs)] as const);

describe.each(BOTH)('the workflow %s', (name, jobs) => {
  const steps = jobs.flatMap((job) => job.steps);
  const commands = steps.flatMap(({ run }) => run ?? []).join('\n');

  it('uses no action but at a commit, with its version beside it', () => {
    const uses = read(`.github/workflows/${name}.yml`).match(/^.*\buses: (?!\.\/).*$/gm) ?? [];

    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('leaves no credentials in a checkout', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));

    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false));
  });

  it('runs scripts that are there', () => {
    const scripts = [...commands.matchAll(/\bscripts\/[\w.-]+/g)].map(([path]) => path);
    const named = [...commands.matchAll(/\bnpm (?:run )?(test[\w:]*|lint)\b/g)].map(([, script]) => script!);

    expect(scripts.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
    expect(named.filter((script) => !(script in JSON.parse(read('package.json')).scripts))).toEqual([]);
  });
});

describe('a change', () => {
  it('is tested on every Node that is promised, linted, and tried in a browser, with a broker and with PostgreSQL', () => {
    const { jobs } = workflow('ci');

    expect(jobs.test?.strategy?.matrix.node).toEqual([20, 22, 24]);
    expect(Object.keys(jobs)).toEqual(['lint', 'test', 'page', 'e2e', 'postgres']);
    expect(Object.values(jobs).map(({ permissions }) => permissions)).toEqual(Array(5).fill({ contents: 'read' }));
  });
});

describe('a release', () => {
  const { jobs } = workflow('release');

  it('comes one after the other: no App without its image, nothing without tests', () => {
    const order = Object.entries(jobs).map(([name, { needs }]) => [name, needs]);

    expect(order).toEqual([
      ['check', undefined],
      ['test', 'check'],
      ['package', 'test'],
      ['image', 'package'],
      ['notes', 'image'],
      ['app', 'notes'],
    ]);
  });

  it('may write what each step is for, and nothing else', () => {
    const writes = Object.entries(jobs).map(([name, { permissions }]) => [
      name,
      Object.keys(permissions).filter((key) => permissions[key] !== 'read'),
    ]);

    expect(Object.fromEntries(writes)).toEqual({
      check: [],
      test: [],
      package: ['id-token'],
      image: ['packages', 'id-token', 'attestations'],
      notes: ['contents'],
      app: [],
    });
  });
});

it('the workflows are looked over in what a change must pass', () => {
  expect(read('.ci/run')).toMatch(/^scripts\/lint-workflows\.sh &$.*^wait "\$workflows"$/ms);
});
