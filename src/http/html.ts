/** Any text as such within HTML, also in a quoted attribute. */
export function asHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A text of ours as HTML, with its blanks filled: what is put in is anybody's, and nothing in it is looked at once more. */
export function filledHtml(text: string, values: Readonly<Record<string, string>>): string {
  return asHtml(text).replaceAll(/\{(\w+)\}/g, (_, name: string) => asHtml(values[name] ?? ''));
}
