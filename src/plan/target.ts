/** The server that a policy is about: what is started, awaited, watched and stopped, or is running already. */

export interface TargetPlan {
  /** The public origin under which browsers see it. */
  origin: string;
  start: TargetStart;
  /** An application behind a web server. */
  upstream?: TargetStart;
  /** Absolute path of the folder it runs in. */
  cwd: string;
  env: Record<string, string>;
  /** `timeout` in seconds. */
  ready: { path: string; status?: number; timeout: number };
  /** Requests per second that the screen sends at most; no limit if missing. */
  pace?: number;
}

export type TargetStart =
  | { kind: 'command'; command: string }
  /** Absolute path of a module. */
  | { kind: 'module'; module: string }
  /** Absolute path of a configuration with placeholders. */
  | { kind: 'nginx' | 'apache' | 'caddy' | 'haproxy'; config: string }
  | { kind: 'url'; url: string };
