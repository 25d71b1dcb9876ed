import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { House, HousePerson } from './house.js';
import { PageError } from './page-error.js';

const parameters = z.object({ account: z.string() });

/** Of whom an address `/api/people/:account/…` speaks. @throws PageError when nobody is called so */
export function personOf(house: Pick<House, 'people'>, request: FastifyRequest): HousePerson {
  const parsed = parameters.safeParse(request.params);
  const name = parsed.success ? parsed.data.account : '';
  const person = house.people().find(({ account }) => account.name === name);
  if (person) return person;
  const text = 'There is nobody of this name in the configuration.';
  throw new PageError(404, 'unknown_account', text, { account: name.slice(0, 100) });
}
