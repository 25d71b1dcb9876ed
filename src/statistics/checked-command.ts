import type { z } from 'zod';
import { HomeAssistantError } from './errors.js';
import type { Command, HomeAssistantSocket } from './websocket.js';

/** Calls a command and reads its result with a schema. */
export type CheckedCommand = <T>(schema: z.ZodType<T>, command: Command, patience?: number) => Promise<T>;

/** One that reads what Home Assistant answers, or says on one line what of it cannot be read. */
export function createCheckedCommand(socket: HomeAssistantSocket): CheckedCommand {
  return async (schema, command, patience) => {
    const result = schema.safeParse(await socket.call(command, patience));
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
    throw new HomeAssistantError(
      `Home Assistant answers ${command.type} in a way that is not known here${where}: ${issue?.message}; is it very old or very new?`,
      'unusable',
    );
  };
}
