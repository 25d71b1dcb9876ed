import type { FastifyInstance } from 'fastify';
import { addCalendar, addCalendarFile } from './calendar-routes.js';
import { addConnecting } from './connect-routes.js';
import { addCsvExport } from './csv-export.js';
import { addEcgs } from './ecg-list.js';
import { addEvents } from './events.js';
import type { Gate } from './gate.js';
import { addHistory } from './history-routes.js';
import { addNights } from './night-list.js';
import type { PageOptions } from './page-options.js';
import { addRefresh } from './refresh.js';
import { addSeries } from './series-answer.js';
import { addSession } from './session-routes.js';
import { pageState } from './state.js';
import { addStaticFiles } from './static-files.js';
import { addWorkouts } from './workout-list.js';

export interface RoutesOptions extends PageOptions {
  readonly gate: Gate;
}

/** Everything that the page answers to. */
export async function addRoutes(app: FastifyInstance, options: RoutesOptions): Promise<void> {
  const { gate, house, assets } = options;
  addStaticFiles(app, assets);
  addCalendarFile(app, house);
  await app.register((open, _options, done) => {
    open.addHook('onRequest', async (request, _reply) => gate.checkOrigin(request));
    addSession(open, gate);
    done();
  });
  await app.register((api, _options, done) => {
    api.addHook('onRequest', async (request, reply) => {
      gate.checkOrigin(request);
      gate.checkSignedIn(request, reply);
    });
    api.get('/api/state', async (request) => pageState(house, gate.canSignOut(request)));
    addApi(api, options);
    done();
  });
}

const OF_THE_ARCHIVE = [addSeries, addNights, addWorkouts, addEcgs, addCsvExport, addCalendar];

/** For those who are signed in. */
function addApi(app: FastifyInstance, { gate, house, tools, signal, onUnexpected }: RoutesOptions): void {
  addEvents(app, { house, gate, tools, signal, onUnexpected });
  addRefresh(app, house, tools);
  addConnecting(app, house);
  addHistory(app, house);
  for (const add of OF_THE_ARCHIVE) add(app, house);
}
