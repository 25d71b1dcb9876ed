import { z } from 'zod';

/** What somebody has typed into a field of a form, without the spaces around it; empty where the form lacks it. */
export const typedText = z
  .string()
  .default('')
  .transform((text) => text.trim());
