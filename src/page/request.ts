import { z } from 'zod';
import { PageError } from './page-error.js';

const accountParams = z.object({ account: z.string() });

/** The account in the path of a request; whether there is one is looked up where it is used. @throws PageError */
export function accountIn(params: unknown): string {
  const parsed = accountParams.safeParse(params);
  if (!parsed.success) throw new PageError(404, 'not_found', 'There is nothing here.');
  return parsed.data.account;
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
