import { access, constants } from 'node:fs/promises';

/** Whether this process may write into a folder that is there; whether there is room is another matter. */
export function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
