/**
 * Whether a drawn server keeps to a drawn policy, by the standard: every call of every kind of page is made, and the
 * answers are judged by `src/fetch`. What counts, and how much, is said where it is found: `truth-trusted.ts` (pages
 * that the policy trusts), `truth-hostile.ts` (all others) and `truth-headers.ts` (caches and cookies).
 *
 * Conventions for all of it:
 * - Pages use the rule's path and its error paths, declared methods only, with no header, each declared header alone,
 *   and all of them. A Content-Type belongs to POST, PUT and PATCH.
 * - A cookie of the user is sent with every call that includes credentials, whichever the site (SameSite=None).
 * - A server that admits nobody beyond the policy, but grants more methods or headers to trusted pages, has a low
 *   fault. Low faults leave the server green.
 * - A request without a preflight is carried out by every server, whoever makes it. This is no fault of CORS.
 * - Two answers to the same request are the same: no server of the grammar remembers anything.
 */
import type { Severity } from '../../../src/plan/causes.ts';
import type { DrawnPolicy } from './policy.ts';
import type { Reason } from './reasons.ts';
import type { ServerSpec } from './spec.ts';
import { headerReasons } from './truth-headers.ts';
import { hostileReasons } from './truth-hostile.ts';
import { trustedReasons } from './truth-trusted.ts';
import { universeOf, type Universe } from './universe.ts';

export interface Truth {
  red: boolean;
  /** The worst; null if nothing is wrong. */
  severity: Severity | null;
  /** Each kind and severity once, worst first. */
  reasons: Reason[];
}

const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** The verdict that a gate with `fail-on: medium` has to reach. */
export function truthOf(
  spec: ServerSpec,
  policy: DrawnPolicy,
  universe: Universe = universeOf(policy),
): Truth {
  const scene = { target: policy.target, quoted: universe.trusted[0] ?? policy.target };
  const found = [
    ...hostileReasons(spec, policy, universe, scene),
    ...trustedReasons(spec, policy, universe, scene),
    ...headerReasons(spec, policy, universe, scene),
  ];
  const once = new Map(found.toReversed().map((reason) => [`${reason.kind} ${reason.severity}`, reason]));
  const reasons = [...once.values()].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  const severity = reasons[0]?.severity ?? null;
  return { red: severity !== null && severity !== 'low', severity, reasons };
}
