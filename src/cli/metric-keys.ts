/** The keys of `--metrics`, with blanks or without: `weight, fat_mass`. */
export function metricKeys(text: string): string[] {
  return text.split(',').map((key) => key.trim());
}
