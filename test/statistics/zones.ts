import fc from 'fast-check';
import { addDays } from '../../src/feeds/day.js';

/** Whole, half and quarter hours, east and west, with summer time (in Lord Howe of half an hour) and without. */
export const ZONES = [
  'UTC',
  'Europe/Amsterdam',
  'America/New_York',
  'America/St_Johns',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
  // Midnight comes twice, or not at all.
  'Atlantic/Azores',
  'America/Havana',
] as const;

export const zones = fc.constantFrom(...ZONES);

/** From 2015 to 2026. */
export const dates = fc.integer({ min: 0, max: 4000 }).map((days) => addDays('2015-06-01', days));
