import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Calls to the system that are under way: files, connections, names. */
const UNDER_WAY = /Req|ConnectWrap|WriteWrap|ShutdownWrap/i;
/** So many turns of the event loop without anything are a rest: a library may put its work off by a turn or two. */
const CALM_TURNS = 4;

const KINDS = ['net.client.socket', 'net.server.socket'];

/** One turn of the event loop, with a look at all sockets. */
export const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Watches the sockets of this process from now on, for whether something still moves. */
export function createTraffic() {
  const sockets = new Set();
  let past = 0;
  const bytes = ({ bytesRead, bytesWritten }) => bytesRead + (bytesWritten ?? 0);
  const onSocket = ({ socket }) => {
    past += 1;
    sockets.add(socket);
    socket.once('close', () => {
      past += bytes(socket) + 1;
      sockets.delete(socket);
    });
  };
  for (const kind of KINDS) subscribe(kind, onSocket);

  /** Grows with everything that comes and goes. */
  function count() {
    let sum = past;
    for (const socket of sockets) sum += bytes(socket);
    return sum;
  }

  return {
    sockets,
    count,
    stop() {
      for (const kind of KINDS) unsubscribe(kind, onSocket);
    },
    /** Each open socket: its port here, its port there, bytes read, bytes written. */
    open: () => [...sockets].map((one) => [one.localPort, one.remotePort, one.bytesRead, one.bytesWritten]),
    /** Resolves when nothing has moved for some turns. */
    async settled() {
      for (let before = -1; before !== count() || isUnderWay(); ) {
        before = count();
        for (let calm = 0; calm < CALM_TURNS; calm++) await turn();
      }
    },
  };
}

function isUnderWay() {
  return process.getActiveResourcesInfo().some((kind) => UNDER_WAY.test(kind));
}
