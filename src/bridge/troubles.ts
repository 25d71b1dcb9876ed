import { type Fields, type FieldsFor, fill, type Log } from '../log.js';

/** What a person must know, said once however often it is found: when it begins, when it changes, when it is over. */
export interface Troubles {
  /** @param topic what it is about; the same words about it again are for debugging only */
  begin<T extends string>(topic: string, level: 'error' | 'warn', template: T, ...fields: FieldsFor<T>): void;
  end<T extends string>(topic: string, template: T, ...fields: FieldsFor<T>): void;
}

export function createTroubles(log: Pick<Log, 'error' | 'warn' | 'info' | 'debug'>): Troubles {
  const current = new Map<string, string>();
  return {
    begin(topic: string, level: 'error' | 'warn', template: string, fields: Fields = {}) {
      const words = fill(template, fields);
      const isSaid = current.get(topic) === words;
      log[isSaid ? 'debug' : level](template, fields);
      current.set(topic, words);
    },
    end(topic: string, template: string, fields: Fields = {}) {
      if (current.delete(topic)) log.info(template, fields);
    },
  };
}
