import type { Config } from '../config/index.js';
import type { Tools } from '../tools.js';

/** A configuration, and where it is from, for a person. */
export interface CommandSettings {
  readonly config: Config;
  readonly source: string;
  /** Whether this runs as an App of Home Assistant. */
  readonly inApp: boolean;
}

/** To ask somebody for a setting. */
export interface SettingsTools {
  readonly sleep: Tools['sleep'];
  readonly signal: AbortSignal;
}
