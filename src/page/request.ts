import type { z } from 'zod';
import { PageError } from './page-error.js';

/** A request with an account in its path; whether there is one is looked up where it is used. */
export interface OfAccount {
  readonly Params: { readonly account: string };
}

/** The body of a request, as a schema has it. @throws PageError that says which part of it is wrong, and not its value */
export function bodyAs<Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> {
  const parsed = shape.safeParse(body === undefined ? {} : body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue?.path.join('.') || 'its body';
  throw new PageError(
    400,
    'bad_request',
    `This request is not as it should be: ${at}: ${issue?.message.slice(0, 200)}.`,
    { at },
  );
}
