/** Which numbers a quantity can have; without a word, 0 and all above it. */
export interface Numbers {
  /** Below 0, too: a temperature, a difference, a code. */
  readonly negative?: true;
  /** A 0 means that nothing was measured or entered. */
  readonly zeroIsNone?: true;
}

/** What nobody knows can be anything. */
export const ANY_NUMBER: Numbers = { negative: true };

/** True for a number that says that there is none, as the -1 of a night that was not analysed. */
export function isPlaceholder(value: number, { negative, zeroIsNone }: Numbers): boolean {
  return value < 0 ? !negative : value === 0 && zeroIsNone === true;
}
