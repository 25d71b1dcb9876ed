import { describe, expect, it } from 'vitest';
import { isAllowedCallback } from '../../src/demo/callbacks.js';

const BASE = 'https://example.com/';

describe('isAllowedCallback', () => {
  it.each([
    'https://example.com/hook?key=1',
    'https://home.example.com:443/hook',
    'https://example.com:80/hook',
    'http://localhost:8099/hook',
    'http://127.0.0.1:1/hook',
    'http://[::1]:8099/hook',
    BASE + 'x'.repeat(255 - BASE.length),
  ])('allows %s', (address) => {
    expect(isAllowedCallback(address)).toBe(true);
  });

  it.each([
    '',
    'hook',
    'http://example.com/hook',
    'https://example.com:8443/hook',
    'https://localhost/hook',
    'https://127.0.0.1/hook',
    'https://198.51.100.7/hook',
    'https://[2001:db8::1]/hook',
    'http://192.168.1.5:8099/hook',
    'http://localhost.example.com/hook',
    'ftp://example.com/hook',
    BASE + 'x'.repeat(256 - BASE.length),
  ])('refuses %s', (address) => {
    expect(isAllowedCallback(address)).toBe(false);
  });
});
