/** A text, by the number `n` where it has one: `other` for all that have no form of their own. */
export type Text = string | { readonly one: string; readonly other: string };
