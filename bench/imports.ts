// A process that only imports the given packages and zod: what every figure of a whole process is held against.
import 'mqtt';
import 'axios';
import 'axios-retry';
import 'yaml';
import 'luxon';
import 'winston';
import 'zod';

// With an argument it stays, so that its memory can be read.
if (process.argv[2]) setInterval(() => {}, 1000);
