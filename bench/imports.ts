// A process that only imports the packages that `run` uses: what every figure of a whole process is held against.
import 'axios';
import 'axios-retry';
import 'commander';
import 'libsql';
import 'luxon';
import 'mqtt';
import 'proxy-from-env';
import 'winston';
import 'yaml';
import 'zod';

// With an argument it stays, so that its memory can be read. The HTTP server is for a bridge that stays.
if (process.argv[2]) {
  await import('fastify');
  setInterval(() => {}, 1000);
}
