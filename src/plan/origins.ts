/** The declared origins of a file, and the texts that name them. */
import { didYouMean, type DocumentPath, type ReportProblem } from '../scenario/problems.ts';
import type { ScenarioFile } from '../scenario/schema.ts';
import { toPairs } from './routes.ts';
import type { OriginPlan } from './types.ts';

export function planOrigins(data: ScenarioFile, report: ReportProblem): Record<string, OriginPlan> {
  const origins: Record<string, OriginPlan> = {};
  for (const [name, written] of Object.entries(data.origins)) {
    const { origin, headers } =
      typeof written === 'string' ? { origin: written, headers: undefined } : written;
    const path = ['origins', name];
    if (name === 'caller') report(path, 'the name caller is taken: $caller is the origin of whoever calls');
    const url = URL.canParse(origin) ? new URL(origin) : null;
    if (!url || !/^https?:$/.test(url.protocol)) {
      report(
        path,
        `${name} is ${JSON.stringify(origin)}, not an http or https origin`,
        'for example http://api.example.com:8080',
      );
      continue;
    }
    if (url.origin !== origin)
      report(path, `${name} is ${JSON.stringify(origin)}, not a serialised origin`, `write ${url.origin}`);
    const same = Object.entries(origins).find(([, other]) => other.origin === url.origin);
    if (same)
      report(
        path,
        `${name} and ${same[0]} are the same origin, ${url.origin}`,
        'give one of them another host or port',
      );
    origins[name] = { origin: url.origin, pageHeaders: toPairs(headers) };
  }
  return origins;
}

/** Looks up names of origins, and reports the ones that are not there. */
export interface OriginNames {
  known: string[];
  /** Returns `name`, which has been reported at `path` if it is unknown. */
  check(name: string, path: DocumentPath): string;
  /** Turns `name/path` into `$name/path`; any other URL stays as it is. */
  toUrl(written: string, path: DocumentPath): string;
}

export function originNames(origins: Record<string, OriginPlan>, report: ReportProblem): OriginNames {
  const known = Object.keys(origins);
  return {
    known,
    check: (name, path) => {
      if (!known.includes(name))
        report(path, `${name} is not an origin of this file`, didYouMean(name, known));
      return name;
    },
    toUrl: (written, path) => {
      const [, name, rest] = /^([a-z][a-z0-9]*)(\/.*)?$/s.exec(written) ?? [];
      if (name === undefined) return written;
      if (known.includes(name)) return `$${name}${rest ?? '/'}`;
      report(
        path,
        `${JSON.stringify(written)} begins with ${name}, which is not an origin of this file`,
        didYouMean(name, known),
      );
      return written;
    },
  };
}
