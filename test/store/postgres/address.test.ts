import { describe, expect, it } from 'vitest';
import { readAddress } from '../../../src/store/postgres/address.js';

describe('the address of a database', () => {
  it.each([
    ['postgres://anna:pass@host:5433/db?sslmode=disable', 'postgres://host:5433/db'],
    ['postgresql://host/db', 'postgres://host/db'],
    ['postgres://anna:pass@/db?host=/run/postgresql', 'postgres:///db?host=/run/postgresql'],
    ['postgres://anna:p%40s@[::1]/db', 'postgres://[::1]/db'],
  ])('%s is shown as %s', (address, place) => {
    expect(readAddress(address).place).toBe(place);
  });

  it('takes a password from elsewhere, whatever is in it', () => {
    const { whole, place } = readAddress('postgres://anna:pass@host/db', 'ä &?#%/');
    expect(new URL(whole).searchParams.get('password')).toBe('ä &?#%/');
    expect(place).not.toContain('pass');
  });

  it.each(['prefer', 'require', 'verify-ca'])('means verify-full by sslmode=%s, as the library does', (mode) => {
    expect(readAddress(`postgres://host/db?sslmode=${mode}`).whole).toContain('sslmode=verify-full');
    const compatible = `postgres://host/db?sslmode=${mode}&uselibpqcompat=true`;
    expect(readAddress(compatible).whole).toBe(compatible);
  });

  it.each(['postgres://host', 'postgres://an a:secret@host:x/db', 'mysql://secret@host/db', 'secret'])(
    '%s is none, and nothing of it is repeated',
    (address) => {
      expect(() => readAddress(address)).toThrow(
        /^the address of the store cannot be read; expected postgres:\/\/user/,
      );
    },
  );
});
