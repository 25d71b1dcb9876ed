export interface BlueprintInput {
  readonly name?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly selector?: Readonly<Record<string, unknown>>;
  /** Of a section: what is in it. */
  readonly input?: Readonly<Record<string, BlueprintInput>>;
}

export interface BlueprintFile {
  /** Its name alone. */
  readonly file: string;
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly blueprint: {
    readonly name: string;
    readonly description: string;
    readonly domain: string;
    readonly author: string;
    readonly source_url: string;
    readonly homeassistant: { readonly min_version: string };
    readonly input: Readonly<Record<string, BlueprintInput>>;
  };
  readonly automation: Readonly<Record<string, unknown>>;
  /** Where Home Assistant reads it from. */
  readonly address: string;
  /** Markdown. */
  readonly button: string;
}

export function readBlueprints(): BlueprintFile[];
export function blueprintsPage(blueprints: readonly BlueprintFile[]): string;
export function title(name: string): string;
