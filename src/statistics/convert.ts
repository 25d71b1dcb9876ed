/** How many of the first unit of its class one is (Home Assistant, `util/unit_conversion.py`). */
const FACTORS: readonly Readonly<Record<string, number>>[] = [
  { kg: 1, g: 1e-3, mg: 1e-6, µg: 1e-9, lb: 0.45359237, oz: 0.45359237 / 16, st: 0.45359237 * 14 },
  { m: 1, mm: 1e-3, cm: 1e-2, km: 1e3, in: 0.0254, ft: 0.3048, yd: 0.9144, mi: 1609.344, nmi: 1852 },
  { s: 1, ms: 1e-3, µs: 1e-6, min: 60, h: 3600, d: 86_400, w: 604_800 },
  {
    kcal: 1,
    cal: 1e-3,
    Mcal: 1e3,
    Gcal: 1e6,
    J: 1 / 4184,
    kJ: 1 / 4.184,
    MJ: 1000 / 4.184,
    Wh: 3.6 / 4.184,
    kWh: 3600 / 4.184,
  },
  { 'm/s': 1, 'km/h': 1 / 3.6, mph: 0.44704, kn: 1852 / 3600, 'ft/s': 0.3048 },
  { '%': 1, ppm: 1e-4, ppb: 1e-7 },
];

const TO_CELSIUS: Readonly<Record<string, (value: number) => number>> = {
  '°C': (value) => value,
  '°F': (value) => ((value - 32) * 5) / 9,
  K: (value) => value - 273.15,
};
const FROM_CELSIUS: Readonly<Record<string, (value: number) => number>> = {
  '°C': (value) => value,
  '°F': (value) => (value * 9) / 5 + 32,
  K: (value) => value + 273.15,
};

/**
 * From one of Home Assistant's units into another that a person may choose there instead; undefined where there is no
 * way.
 */
export function unitConverter(from: string | null, to: string | null): ((value: number) => number) | undefined {
  if (from === to) return (value) => value;
  if (from === null || to === null) return undefined;
  const factors = FACTORS.find((units) => from in units && to in units);
  if (factors) return (value) => (value * factors[from]!) / factors[to]!;
  const [into, out] = [TO_CELSIUS[from], FROM_CELSIUS[to]];
  return into && out && ((value) => out(into(value)));
}
