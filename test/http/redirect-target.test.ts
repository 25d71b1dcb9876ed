import { describe, expect, it } from 'vitest';
import { redirectTargetOf } from '../../src/http/redirect-target.js';

describe('where the browser lands', () => {
  it.each([
    ['http://localhost:8099/oauth/callback', 'http://localhost:8099', ['/oauth/callback', '/callback']],
    ['http://localhost:8099/back/', 'http://localhost:8099', ['/back', '/oauth/callback']],
    ['http://localhost:8099', 'http://localhost:8099', ['/', '/oauth/callback']],
    [
      'https://home.example/withings/oauth/callback',
      'https://home.example',
      ['/withings/oauth/callback', '/oauth/callback', '/callback'],
    ],
    [
      'https://bounce.example/http://localhost:8787/callback',
      'http://localhost:8787',
      ['/callback', '/oauth/callback'],
    ],
    ['https://bounce.example/http:/localhost:8787/callback', 'http://localhost:8787', ['/callback', '/oauth/callback']],
    [
      'https://bounce.example/http%3A%2F%2Flocalhost%3A8787%2Fcallback',
      'http://localhost:8787',
      ['/callback', '/oauth/callback'],
    ],
    ['https://a.example/https://b.example/http://[::1]:1/c', 'http://[::1]:1', ['/c', '/oauth/callback']],
    ['https://home.example/https:', 'https://home.example', ['/https:', '/oauth/callback']],
    ['https://home.example/%zz', 'https://home.example', ['/%zz', '/oauth/callback']],
  ])('%s', (redirectUri, origin, paths) => {
    const target = redirectTargetOf(redirectUri);

    expect([target.url.origin, target.paths]).toEqual([origin, paths]);
  });
});
