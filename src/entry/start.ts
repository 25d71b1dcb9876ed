#!/usr/bin/env node
/**
 * What the image starts. As root, as the Supervisor starts it, it gives the folder of the data to the user of the image and
 * becomes that user, for good; as anybody else it just runs.
 */
import fs from 'node:fs';
import { handOver, type Owner, ownerOf } from './hand-over.js';

const FAILED = 1;
const { WITHINGS2MQTT_USER: user, WITHINGS2MQTT_DATA_DIR: folder = '/data' } = process.env;

/** The bridge says itself what it cannot read or write. */
function give(owner: Owner): void {
  handOver(folder, owner, fs, (path, error) => {
    process.stderr.write(`${path} cannot be given to user ${owner.uid} (${codeOf(error)})\n`);
  });
}

function become({ uid, gid }: Owner): void {
  try {
    process.setgroups?.([]);
    process.setgid?.(gid);
    process.setuid?.(uid);
  } catch (error) {
    const way = `start the container as that user (--user ${uid}:${gid}), or leave it its capabilities`;
    process.stderr.write(`root cannot become user ${uid} (${codeOf(error)}); ${way}\n`);
    process.exit(FAILED);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

if (process.getuid?.() === 0 && user !== undefined) {
  const owner = ownerOf(user);
  give(owner);
  become(owner);
}
await import('../main.js');
