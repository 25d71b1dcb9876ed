import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { clusterInstruments } from '../../src/cluster/gauges.js';

const read = (name: string) => readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');
const NAMES = Object.values(clusterInstruments()).map(({ name }) => name);
const namesIn = (text: string) => [...new Set(text.match(/withings2mqtt_\w+/g))];

describe('the alerts for several bridges', () => {
  const rule = z.strictObject({
    alert: z.string().regex(/^Withings[A-Z]\w+$/),
    expr: z.string(),
    for: z
      .string()
      .regex(/^\d+m$/)
      .optional(),
    labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
    annotations: z.strictObject({ summary: z.string(), description: z.string() }),
  });
  const groups = z.strictObject({ groups: z.tuple([z.strictObject({ name: z.string(), rules: z.array(rule) })]) });
  const [{ rules }] = groups.parse(parse(read('cluster/alerts.yaml'))).groups;

  it('ask for what the bridges tell, and know each trouble', () => {
    const asked = namesIn(rules.map(({ expr }) => expr).join('\n'));

    expect(asked.filter((name) => !NAMES.includes(name))).toEqual([]);
    expect(asked.length).toBeGreaterThan(6);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  });

  it('have brackets in pairs', () => {
    for (const { expr } of rules) {
      for (const [open, close] of ['()', '[]', '{}']) expect(expr.split(open!).length).toBe(expr.split(close!).length);
    }
  });
});

describe('the dashboard for several bridges', () => {
  it('asks for nothing that the bridges do not tell', () => {
    const asked = namesIn(read('grafana/withings2mqtt-cluster.json'));

    // The tag and the id of the dashboard have no underscore: all of these are metrics.
    expect(asked.filter((name) => !NAMES.includes(name))).toEqual([]);
    expect(asked.length).toBeGreaterThan(12);
  });
});

describe('the example for Docker Compose with two bridges', () => {
  const service = z.looseObject({
    image: z.string(),
    restart: z.string(),
    secrets: z.array(z.string()).default([]),
    volumes: z.array(z.string()).default([]),
    ports: z.array(z.string()).default([]),
    environment: z.record(z.string(), z.string()).default({}),
  });
  const compose = z.strictObject({
    services: z.record(z.string(), service),
    secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
    volumes: z.record(z.string(), z.null()),
  });
  const { services, secrets, volumes } = compose.parse(parse(read('cluster/compose.yaml')));
  const all = Object.values(services);

  it('runs the image twice without rights, and again whenever it ends', () => {
    expect(services.bridge).toMatchObject({
      deploy: { replicas: 2 },
      ...{ user: '1000:1000', read_only: true, cap_drop: ['ALL'], restart: 'always' },
    });
  });

  it('has each secret as a file, and opens its doors to this machine alone', () => {
    const files = all.flatMap(({ environment }) => Object.values(environment).filter((one) => one.startsWith('/run/')));

    expect(new Set(files.map((file) => file.replace('/run/secrets/', '')))).toEqual(new Set(Object.keys(secrets)));
    expect(new Set(all.flatMap((one) => one.secrets))).toEqual(new Set(Object.keys(secrets)));
    expect(all.flatMap(({ ports }) => ports).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    const mounted = all.flatMap((one) => one.volumes.map((volume) => volume.split(':')[0]!));
    expect(mounted.filter((source) => !source.startsWith('./')).sort()).toEqual(Object.keys(volumes).sort());
  });
});

describe('the example for Kubernetes', () => {
  const documents = parseAllDocuments(read('cluster/kubernetes.yaml'));
  const objects = documents.map((document) =>
    z
      .looseObject({ apiVersion: z.string(), kind: z.string(), metadata: z.object({ name: z.string() }) })
      .parse(document.toJS()),
  );
  const of = (kind: string) => objects.find((one) => one.kind === kind);
  const probe = z.looseObject({ httpGet: z.strictObject({ path: z.string(), port: z.literal('http') }) });
  const container = z.looseObject({
    env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    livenessProbe: probe,
    readinessProbe: probe,
    securityContext: z.looseObject({ readOnlyRootFilesystem: z.literal(true) }),
    volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
  });
  const labels = z.looseObject({ matchLabels: z.record(z.string(), z.string()) });
  const deployment = z.looseObject({
    replicas: z.literal(3),
    selector: labels,
    template: z.looseObject({
      metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
      spec: z.looseObject({ containers: z.tuple([container]), volumes: z.array(z.looseObject({ name: z.string() })) }),
    }),
  });
  const { selector, template } = deployment.parse(of('Deployment')?.spec);
  const [bridge] = template.spec.containers;

  it('is YAML without mistakes, of the kinds that belong together', () => {
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    expect(objects.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Deployment', 'Service', 'PodDisruptionBudget']);
  });

  it('asks each bridge whether it lives, and takes none out of service for a broker that is away', () => {
    expect([bridge.livenessProbe.httpGet.path, bridge.readinessProbe.httpGet.path]).toEqual(['/health', '/health']);
  });

  it('has each secret as a file in a folder that is mounted', () => {
    const files = bridge.env.filter(({ name }) => name.endsWith('_FILE'));

    expect(files.map(({ value }) => value).filter((path) => !path.startsWith('/secrets/'))).toEqual([]);
    expect(files).toHaveLength(4);
    expect(bridge.volumeMounts.map(({ name }) => name).sort()).toEqual(
      template.spec.volumes.map(({ name }) => name).sort(),
    );
  });

  it('lets service and budget find the bridges', () => {
    const budget = z
      .looseObject({ selector: labels, minAvailable: z.literal(2) })
      .parse(of('PodDisruptionBudget')?.spec);
    const service = z.looseObject({ selector: z.record(z.string(), z.string()) }).parse(of('Service')?.spec);

    expect(template.metadata.labels).toEqual(selector.matchLabels);
    expect([budget.selector.matchLabels, service.selector]).toEqual([selector.matchLabels, selector.matchLabels]);
  });
});
