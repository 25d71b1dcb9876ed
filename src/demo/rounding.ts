/** To so many decimals. */
export function rounded(value: number, decimals = 0): number {
  return Number(value.toFixed(decimals));
}

/** Seconds in whole minutes, as the cloud gives most durations. */
export function wholeMinutes(seconds: number): number {
  return Math.round(seconds / 60) * 60;
}

export function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, value));
}

/** A number of whole minutes in so many parts of whole minutes, as even as can be, that add up to it. */
export function split(seconds: number, parts: number): number[] {
  const upTo = (part: number) => wholeMinutes((seconds * part) / parts);
  return Array.from({ length: parts }, (_, part) => upTo(part + 1) - upTo(part));
}
