import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { parse } from 'yaml';
import type { HomeAssistant } from './home-assistant.js';

export interface Dashboard {
  readonly title: string;
  readonly views: readonly {
    readonly type: string;
    readonly path: string;
    readonly sections: readonly { readonly cards: readonly Card[] }[];
  }[];
}

export interface Card {
  readonly type: string;
  readonly entity?: string;
  readonly entities?: readonly Shown[];
  readonly badges?: readonly Shown[];
}

type Shown = string | { readonly entity: string };

/** One of examples/home-assistant. */
export async function example(name: string): Promise<Dashboard> {
  const path = fileURLToPath(new URL(`../../examples/home-assistant/${name}.yaml`, import.meta.url));
  return parse(await readFile(path, 'utf8')) as Dashboard;
}

/** Gives it to Home Assistant as somebody does who pastes it, and looks how it is kept. @returns its path there */
export async function paste({ ws }: HomeAssistant, name: string, dashboard: Dashboard): Promise<string> {
  const url_path = `withings-${name}`;
  await ws({ type: 'lovelace/dashboards/create', url_path, title: dashboard.title, mode: 'storage' });
  await ws({ type: 'lovelace/config/save', url_path, config: dashboard });
  expect(await ws({ type: 'lovelace/config', url_path })).toEqual(dashboard);
  return url_path;
}

export function cardsOf({ views }: Dashboard): Card[] {
  return views.flatMap(({ sections }) => sections.flatMap(({ cards }) => cards));
}

export function entitiesOf(cards: readonly Card[]): string[] {
  const shown = cards.flatMap(({ entity, entities = [], badges = [] }) =>
    [entity ?? [], ...entities, ...badges].flat(),
  );
  return shown.map((one) => (typeof one === 'object' ? one.entity : one));
}
