/** What was begun in this tab to connect an account; what becomes of it is told by the state. */
export type Attempt =
  | { readonly phase: 'asking' }
  /** Where Withings asks for consent. */
  | { readonly phase: 'open'; readonly url: string }
  | { readonly phase: 'refused'; readonly error: unknown };
