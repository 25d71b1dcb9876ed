import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { adjustSum, emptyStatistic, type FakeEntity, type FakeStatistic, importRow, query } from './fake-statistics.js';

export type { FakeEntity };

/** How Home Assistant misbehaves; may be changed at any time. */
export interface Behaviour {
  token: string;
  /** From 2025.4 on it tells of mean_type, from 2025.11 on it takes mean_type and unit_class. */
  version: string;
  hasRecorder: boolean;
  isRecording: boolean;
  isAdministrator: boolean;
  timeZone: unknown;
  silent: 'never' | 'always' | 'after signing in' | 'about the recorder';
  /** Half of this import is written (the first is 1), then the connection is cut. */
  cutAtImport: number | undefined;
  /** What recorder/info says, in turn; then 0. */
  backlog: number[];
}

export interface FakeHomeAssistant {
  readonly url: string;
  readonly behaviour: Behaviour;
  readonly entities: FakeEntity[];
  readonly statistics: Map<string, FakeStatistic>;
  /** Everything that was asked, in order. */
  readonly commands: Record<string, unknown>[];
  /** Paths of the connections. */
  readonly paths: string[];
  /** Rows written by import_statistics so far. */
  rowsWritten(): number;
  /** Of an entity; made if it has none yet. */
  statistic(entityId: string): FakeStatistic;
  /** Of a statistic without an entity. */
  nameOf(id: string): string | undefined;
  /** A person renames an entity; its statistics go along. */
  rename(from: string, to: string): void;
  /** Connections that are open now. */
  connections(): number;
  close(): Promise<void>;
}

export const TOKEN = 'long-lived.token-of-a-test';

type Command = Readonly<Record<string, unknown>>;
type Answer = { readonly result: unknown } | { readonly code: string; readonly message: string };

const UNKNOWN_COMMAND = { code: 'unknown_command', message: 'Unknown command.' };

/** A Home Assistant on 127.0.0.1 that keeps statistics in memory; it closes with the test. */
export async function startFakeHomeAssistant(
  options: { entities?: FakeEntity[]; tls?: { key: string; cert: string }; behaviour?: Partial<Behaviour> } = {},
): Promise<FakeHomeAssistant> {
  const { entities = [], tls } = options;
  const behaviour: Behaviour = {
    token: TOKEN,
    version: '2026.11.0',
    hasRecorder: true,
    isRecording: true,
    isAdministrator: true,
    timeZone: 'Europe/Amsterdam',
    silent: 'never',
    cutAtImport: undefined,
    backlog: [],
    ...options.behaviour,
  };
  const statistics = new Map<string, FakeStatistic>();
  const commands: Record<string, unknown>[] = [];
  const names = new Map<string, string>();
  const paths: string[] = [];
  let imports = 0;
  let written = 0;

  function isFrom(year: number, month: number): boolean {
    const [ofYear = 0, ofMonth = 0] = behaviour.version.split('.').map(Number);
    return ofYear > year || (ofYear === year && ofMonth >= month);
  }

  function statisticOf(entityId: string): FakeStatistic {
    const entity = entities.find((one) => one.entityId === entityId);
    const statistic = statistics.get(entityId) ?? (entity && emptyStatistic(entity));
    if (!statistic) throw new Error(`no entity ${entityId}`);
    statistics.set(entityId, statistic);
    return statistic;
  }

  function listMetadata(ids: readonly string[]) {
    return ids.flatMap((id) => {
      const entity = entities.find((one) => one.entityId === id && !one.isLeftOut && !one.disabled);
      const one = statistics.get(id) ?? entity;
      if (!one) return [];
      const isMean = one.kind === 'mean';
      const known = { statistic_id: id, statistics_unit_of_measurement: one.unit, unit_class: one.unitClass };
      const kind = { has_mean: isMean, ...(isFrom(2025, 4) && { mean_type: isMean ? 1 : 0 }), has_sum: !isMean };
      return [{ source: 'recorder', name: null, ...known, ...kind }];
    });
  }

  function rowsOf(command: Command) {
    const ids = command.statistic_ids as string[];
    return Object.fromEntries(
      ids.flatMap((id) => {
        const rows = rowsOfOne(id, command);
        return rows.length === 0 ? [] : [[id, rows]];
      }),
    );
  }

  function rowsOfOne(id: string, command: Command) {
    const statistic = statistics.get(id);
    if (!statistic) return [];
    const { units = {} } = command as { units?: Record<string, string | null> };
    return query(statistic, {
      start: Date.parse(String(command.start_time)) / 1e3,
      end: Date.parse(String(command.end_time)) / 1e3,
      period: command.period as 'hour',
      types: command.types as string[],
      unit: units[statistic.unitClass ?? ''] ?? entities.find((one) => one.entityId === id)?.unit ?? statistic.unit,
    });
  }

  /** One without an entity is made with its first rows, and must say whose it is. */
  function external(id: string, about: Record<string, unknown>): void {
    if (about.source !== id.split(':')[0]) throw new Error(`${about.source} has no ${id}`);
    const unit = about.unit_of_measurement as string | null;
    if (!statistics.has(id)) statistics.set(id, emptyStatistic({ unit, unitClass: null, kind: 'mean' }));
    names.set(id, String(about.name));
  }

  function importRows({ metadata, stats }: Command, socket: WebSocket): Answer | undefined {
    const { statistic_id: id, ...about } = metadata as Record<string, unknown>;
    const isNew = 'mean_type' in about && 'unit_class' in about && !('has_mean' in about);
    if (isNew !== isFrom(2025, 11)) return { code: 'invalid_format', message: 'extra keys not allowed' };
    if (!behaviour.isAdministrator) return { code: 'unauthorized', message: 'Unauthorized' };
    const rows = stats as Record<string, unknown>[];
    const isCut = ++imports === behaviour.cutAtImport;
    if (String(id).includes(':')) external(String(id), about);
    const statistic = statisticOf(String(id));
    for (const row of isCut ? rows.slice(0, Math.ceil(rows.length / 2)) : rows) {
      importRow(statistic, row);
      written += 1;
    }
    if (!isCut) return { result: null };
    socket.terminate();
    return undefined;
  }

  function adjust(command: Command): Answer {
    const { statistic_id: id, start_time: start, adjustment, adjustment_unit_of_measurement: unit } = command;
    const statistic = statisticOf(String(id));
    if (unit !== statistic.unit) return { code: 'invalid_units', message: `Can't convert to ${unit}` };
    adjustSum(statistic, Date.parse(String(start)) / 1e3, Number(adjustment));
    return { result: null };
  }

  function info(): Answer {
    return { result: { backlog: behaviour.backlog.shift() ?? 0, recording: behaviour.isRecording } };
  }

  function answer(command: Command, socket: WebSocket): Answer | undefined {
    const type = String(command.type);
    if (type === 'auth/current_user') return { result: { is_admin: behaviour.isAdministrator } };
    if (type === 'get_config') return { result: { location_name: 'Home', time_zone: behaviour.timeZone } };
    if (type.startsWith('recorder/') && !behaviour.hasRecorder) return UNKNOWN_COMMAND;
    if (type === 'recorder/info') return info();
    if (type === 'recorder/get_statistics_metadata') return { result: listMetadata(command.statistic_ids as string[]) };
    if (type === 'recorder/statistics_during_period') return { result: rowsOf(command) };
    if (type === 'recorder/import_statistics') return importRows(command, socket);
    if (type === 'recorder/adjust_sum_statistics') return adjust(command);
    if (type === 'config/entity_registry/list') return { result: entities.map(registered) };
    return UNKNOWN_COMMAND;
  }

  const server = tls ? createTlsServer(tls) : createServer();
  server.on('tlsClientError', () => {});
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    paths.push(request.url ?? '');
    const send = (message: object) => socket.send(JSON.stringify(message));
    let isSignedIn = false;
    if (behaviour.silent !== 'always') send({ type: 'auth_required', ha_version: behaviour.version });
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Record<string, unknown>;
      if (!isSignedIn) {
        isSignedIn = message.type === 'auth' && message.access_token === behaviour.token;
        send({ type: isSignedIn ? 'auth_ok' : 'auth_invalid', ha_version: behaviour.version });
        if (!isSignedIn) socket.close();
        return;
      }
      commands.push(message);
      const isSilent =
        behaviour.silent === 'about the recorder'
          ? String(message.type).startsWith('recorder/')
          : behaviour.silent !== 'never';
      const reply = isSilent ? undefined : answer(message, socket);
      if (!reply) return;
      const success = 'result' in reply;
      send({ id: message.id, type: 'result', success, ...(success ? reply : { error: reply }) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(close);
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ behaviour, entities, statistics, commands, paths, close },
    rowsWritten: () => written,
    statistic: statisticOf,
    nameOf: (id) => names.get(id),
    rename(from, to) {
      for (const entity of entities) if (entity.entityId === from) entity.entityId = to;
      const statistic = statistics.get(from);
      statistics.delete(from);
      if (statistic) statistics.set(to, statistic);
    },
    connections: () => sockets.clients.size,
  };
}

function registered({ entityId, uniqueId, disabled, platform = 'mqtt' }: FakeEntity) {
  return { entity_id: entityId, unique_id: uniqueId, platform, disabled_by: disabled ? 'user' : null };
}
