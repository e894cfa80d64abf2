/** The one interface behind which every engine is driven; Safari or a Selenium Grid fit behind it as well. */
import { ENGINES, type EngineName } from '../plan/types.ts';

export { ENGINES, type EngineName };

/** Which browser speaks, as it stands in reports. */
export interface EngineInfo {
  engine: EngineName;
  /** `playwright-chromium`, `chromium`, `playwright-firefox`, `firefox`, `playwright-webkit`, `webkitgtk` */
  build: string;
  version: string;
  /** How it is driven: `playwright` (CDP or its own protocol), `bidi`, `webdriver`. */
  driver: string;
}

/** A page in a browser context of its own, whose connections all go through one SOCKS port. */
export interface Session {
  /** Loads `url` and returns the origin at which the page really is. */
  goto(url: string): Promise<string>;
  /** Runs the source of an async function in the page with a JSON argument and returns its JSON result. */
  run<T>(source: string, argument?: unknown): Promise<T>;
  /** Console lines since the last call, in the engine's own words. */
  console(): string[];
  close(): Promise<void>;
}

export interface Engine {
  readonly info: EngineInfo;
  /** How many sessions can be open at the same time. */
  readonly sessions: number;
  /** Without a port, names and connections are the browser's own affair. */
  open(options: { socksPort?: number }): Promise<Session>;
  /** Whether new sessions can be had; a browser that has crashed is launched anew. */
  alive(): Promise<boolean>;
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** Base64 SHA-256 of the public key of the run's certificates. */
  spki: string;
  headless: boolean;
  /** Switches the browser's CORS checks off: only for tests that must go red. */
  breakCors?: boolean;
}
