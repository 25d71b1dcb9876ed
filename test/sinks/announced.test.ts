import { describe, expect, it } from 'vitest';
import type { About } from '../../src/sinks/announced.js';
import { announcedWorld } from './announced-world.js';

const ANNA: About = { kind: 'value', userId: '7', device: undefined };
const BEN: About = { ...ANNA, userId: '8' };

describe('what is announced', () => {
  it('is noted before it is sent for the first time, all that comes together in one go', async () => {
    const { announced, log, notes, settle } = announcedWorld();

    announced.set('a/attributes', '{}', ANNA);
    announced.set('a', '1', ANNA);
    expect(log).toEqual([]);
    await settle();

    expect(log).toEqual(['note a/attributes a', 'a/attributes={}', 'a=1']);
    expect(notes.get('a')).toEqual({ topic: 'a', ...ANNA });
  });

  it('goes out at once when it is noted already, and costs no write', async () => {
    const { announced, log, settle } = announcedWorld({ known: [{ topic: 'a', ...ANNA }] });

    announced.set('new', '1', ANNA);
    announced.set('a', '1', ANNA);

    expect(log).toEqual(['a=1']);
    await settle();
    announced.set('new', '2', ANNA);
    await settle();
    expect(log).toEqual(['a=1', 'note new', 'new=1', 'new=2']);
  });

  it('is noted, too, when the broker holds it already', async () => {
    const { announced, log, settle } = announcedWorld({ retained: [['a', '1']] });

    announced.set('a', '1', ANNA);
    await settle();

    expect(log).toEqual(['note a']);
  });

  it('waits while it cannot be noted, and what is known goes on', async () => {
    const { announced, log, here, settle, wake } = announcedWorld({ known: [{ topic: 'a', ...ANNA }] });
    here.full = true;
    announced.set('new', '1', ANNA);
    await settle();
    announced.set('a', '2', ANNA);
    expect(log).toEqual(['the disk is full', 'a=2']);

    here.full = false;
    wake();
    await settle();

    expect(log.slice(2)).toEqual(['note new', 'new=1']);
  });

  it('is not noted while another bridge has the base topic', async () => {
    const { announced, publisher, here, log, settle, up } = announcedWorld();
    publisher.down();
    here.atHome = false;

    announced.set('a', '1', ANNA);
    await settle();
    expect(log).toEqual([]);
    here.atHome = true;
    up();
    await settle();

    expect(log).toEqual(['note a', 'a=1']);
  });

  it('is noted anew when it tells of somebody else, and goes out meanwhile', async () => {
    const { announced, log, notes, settle } = announcedWorld({ known: [{ topic: 'a', ...ANNA }] });

    announced.set('a', '1', BEN);
    await settle();

    expect(log).toEqual(['a=1', 'note a']);
    expect(notes.get('a')?.userId).toBe('8');
    expect(announced.find(({ userId }) => userId === '7')).toEqual([]);
  });

  it('is of the bridge when nobody says of whom', async () => {
    const { publisher, notes, settle } = announcedWorld();

    publisher.set('bridge/info', '{}');
    await settle();

    expect(notes.get('bridge/info')).toEqual({
      topic: 'bridge/info',
      ...{ kind: 'value', userId: undefined, device: undefined },
    });
  });

  it('can be made sure of', async () => {
    const { announced, log, settle } = announcedWorld({ known: [{ topic: 'a', ...ANNA }] });
    let sure = false;

    await announced.ensure(['a']);
    void announced.ensure(['a', 'b']).then(() => {
      sure = true;
    });
    expect(sure).toBe(false);
    await settle();

    expect(sure).toBe(true);
    expect(log).toEqual(['note b']);
  });
});

describe('what is cleared', () => {
  it('is forgotten when the broker has taken the empty message, whatever the broker was thought to hold', async () => {
    const { announced, broker, log, settle } = announcedWorld({ known: [{ topic: 'old/a', ...ANNA }] });

    announced.clear(['old/a']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(['old/a=']);
    broker.acknowledge();
    await settle();

    expect(log).toEqual(['old/a=', 'forget old/a']);
  });

  it('is cleared again when the connection broke first', async () => {
    const { announced, publisher, broker, log, up, settle } = announcedWorld({ known: [{ topic: 'a', ...ANNA }] });
    announced.clear(['a']);
    publisher.down();
    broker.cut(0);

    up();
    await settle();

    expect(log).toEqual(['a=', 'a=', 'forget a']);
  });

  it('stays noted when the broker refuses it', async () => {
    const { announced, broker, log, notes, settle } = announcedWorld({ known: [{ topic: 'a', ...ANNA }] });
    announced.clear(['a']);

    broker.refuse();
    await settle();

    expect(log).toEqual(['a=']);
    expect([...notes.keys()]).toEqual(['a']);
  });

  it('stays noted when it is set again before the broker has taken it', async () => {
    const { announced, notes, log, settle } = announcedWorld({ known: [{ topic: 'a', ...ANNA }] });

    announced.clear(['a']);
    announced.set('a', '2', ANNA);
    await settle();

    expect(log).toEqual(['a=', 'a=2']);
    expect([...notes.keys()]).toEqual(['a']);
  });

  it('is noted before it is sent again later', async () => {
    const { announced, log, settle } = announcedWorld();
    announced.set('a', '1', ANNA);
    await settle();
    announced.clear(['a']);
    await settle();

    announced.set('a', '1', ANNA);
    await settle();

    expect(log).toEqual(['note a', 'a=1', 'a=', 'forget a', 'note a', 'a=1']);
  });

  it('is not forgotten while that cannot be written', async () => {
    const { announced, here, notes, settle, wake } = announcedWorld({ known: [{ topic: 'a', ...ANNA }] });
    here.full = true;
    announced.clear(['a']);
    await settle();
    expect([...notes.keys()]).toEqual(['a']);

    here.full = false;
    wake();
    await settle();

    expect([...notes.keys()]).toEqual([]);
  });
});

it('forgets what is somebody else’s without a word', async () => {
  const { announced, log, settle } = announcedWorld({ known: [{ topic: 'a', ...ANNA }] });

  announced.disown(['a']);
  await settle();

  expect(log).toEqual(['forget a']);
});
