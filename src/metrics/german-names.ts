import { anyMetric } from './catalogue/index.js';
import { AREA_WORDS, END_WORDS, FIELD_WORDS, MEASURE_WORDS, PLACE_WORDS, WHOLE_WORDS } from './german-words.js';

/**
 * The German name of a metric, put together as its English one is: `Fettmasse linker Arm`, `Schlaf: Herzfrequenz Minimum`.
 *
 * @param key of the catalogue, `measure_999` and `weight_position_99` included
 * @returns undefined for a key that no catalogue has
 */
export function germanName(key: string): string | undefined {
  if (!anyMetric(key)) return undefined;
  return wordOf(WHOLE_WORDS, key) ?? measureName(key) ?? areaName(key) ?? endedName(key);
}

function measureName(key: string): string | undefined {
  const whole = wordOf(MEASURE_WORDS, key);
  if (whole !== undefined) return whole;
  const [, code, where] = /^measure_(\d+)(?:_(.+))?$/.exec(key) ?? [];
  if (code !== undefined) return withPlace(`Messwert ${code}`, where);
  for (const [stem, name] of Object.entries(MEASURE_WORDS)) {
    const place = key.startsWith(`${stem}_`) ? placeName(key.slice(stem.length + 1)) : undefined;
    if (place !== undefined) return `${name} ${place}`;
  }
  return undefined;
}

function withPlace(name: string, where: string | undefined): string | undefined {
  if (where === undefined) return name;
  const place = placeName(where);
  return place === undefined ? undefined : `${name} ${place}`;
}

function placeName(place: string): string | undefined {
  const [, number] = /^position_(\d+)$/.exec(place) ?? [];
  return number === undefined ? wordOf(PLACE_WORDS, place) : `Position ${number}`;
}

function areaName(key: string): string | undefined {
  for (const [area, word] of Object.entries(AREA_WORDS)) {
    const field = key.startsWith(`${area}_`) ? fieldName(key.slice(area.length + 1)) : undefined;
    if (field !== undefined) return `${word}: ${field}`;
  }
  return undefined;
}

function fieldName(field: string): string | undefined {
  return wordOf(FIELD_WORDS, field) ?? ended(field, (stem) => wordOf(FIELD_WORDS, stem));
}

/** A trend of a measure: `weight_average_7d`. */
function endedName(key: string): string | undefined {
  return ended(key, (stem) => wordOf(MEASURE_WORDS, stem));
}

function ended(key: string, nameOf: (stem: string) => string | undefined): string | undefined {
  for (const [end, word] of Object.entries(END_WORDS)) {
    const name = key.endsWith(`_${end}`) ? nameOf(key.slice(0, -end.length - 1)) : undefined;
    if (name !== undefined) return `${name} ${word}`;
  }
  return undefined;
}

/** Keys come from addresses, too. */
function wordOf(words: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
