import type { Again } from '../bridge/listen-again.js';
import { listenForServer } from '../bridge/listen-for-server.js';
import { FEEDS } from '../feeds/index.js';
import { feedsNotifiedBy } from '../feeds/notifications.js';
import type { InvitationRoutes } from '../http/invitation.js';
import { type HttpServer, startServer } from '../http/server.js';
import type { WebhookOptions } from '../http/webhook.js';
import { WithingsApiClient } from '../withings/client.js';
import type { ClusterParts } from './assemble-cluster.js';
import { clusterInstruments, createClusterGauges } from './gauges.js';
import { createInviting } from './inviting.js';

/** The HTTP side of one bridge among several: any of them takes any request, whoever it is about. */
export async function openClusterServer(parts: ClusterParts, again?: Again): Promise<HttpServer | undefined> {
  const { config, log, telemetry, ready } = parts;
  const { enabled, host, port } = config.server;
  if (!enabled) return undefined;
  const options = {
    ...{ host, port, ready },
    // A bridge without signs of life ends by itself; one whose database is away is not healed by a new start.
    alive: () => true,
    webhook: webhookOf(parts),
    invitations: invitationsOf(parts),
    metrics: { telemetry, instruments: clusterInstruments(), refresh: gaugesOf(parts).refresh },
  };
  return listenForServer({ server: config.server, log, again }, () => startServer(options));
}

/** Kept in the store, with the turn that it wants, before it is answered: it survives the bridge that took it. */
function webhookOf({ webhookSecret, cluster, log }: ClusterParts): WebhookOptions | undefined {
  if (webhookSecret === undefined) return undefined;
  return {
    secret: webhookSecret,
    async isExpected(notification) {
      if (feedsNotifiedBy(FEEDS, notification.appli).length === 0) return false;
      const isKnown = await cluster.notices.put(notification);
      log.debug('Withings notifies', { appli: notification.appli, known: isKnown });
      return isKnown;
    },
  };
}

/** Somebody waits for the exchange of a code, which lives half a minute. */
function invitationsOf({ turn, ...parts }: ClusterParts): InvitationRoutes {
  const { redirectUri } = parts.config.withings;
  return createInviting({
    ...parts,
    exchange: (account, code) =>
      turn.as('person', () => new WithingsApiClient(turn.clientBase(account)).getAccessToken(code, redirectUri)),
  });
}

function gaugesOf({ cluster, telemetry, node, config, session, tools, turn }: ClusterParts) {
  const { clientId, callsPerMinute } = config.withings;
  return createClusterGauges({
    ...{ cluster, telemetry, clientId, callsPerMinute },
    bridge: node.id,
    brokerConnected: session.connected,
    clock: tools.clock,
    stopwatch: () => performance.now(),
    onTrouble: turn.onStoreTrouble,
  });
}
