/** A finding as YAML that can be saved as it is: the scenario, what the standard asks for, what the engine did instead. */
import { stringify } from 'yaml';
import { REQUEST_HEADERS, REQUEST_METHOD } from '../fetch/cors-headers.ts';
import { get } from '../fetch/header-list.ts';
import { turningChange } from '../fetch/turning.ts';
import type { EngineInfo } from '../browser/engine.ts';
import { seenOf } from '../judge/compare.ts';
import { stepEvidence } from '../judge/evidence.ts';
import type { Finding } from './batch.ts';
import { fileOf, type StepExpectation } from './draft.ts';
import { lineOf } from './expectation.ts';

export function tellFinding(finding: Finding, engine: EngineInfo): string {
  const { draft, file, plan, prediction } = finding.case;
  const [written] = file.cases;
  const expects = (written?.steps ?? [{ expect: written?.expect ?? {} }]).flatMap((step) =>
    'expect' in step ? [step.expect] : [],
  );
  const decision = prediction.steps.at(-1)?.decidedBy;
  const wording = {
    title: `Found by exploring: ${differenceOf(finding)}`,
    why: `The standard decides: ${decision?.step ?? ''}`,
    spec: [(decision?.link ?? '').replace(/^https:\/\/(\w+)\.spec\.whatwg\.org\/#/, '$1#')],
  };
  const divergence = {
    engine: engine.engine,
    build: engine.build,
    seen: [engine.version],
    note: 'no public bug is known',
    reason: `${engine.engine}: ${differenceOf(finding)}.`,
    expect: insteadOf(finding),
  };
  const twin = turningChange(plan, draft.via);
  const hint = twin ? [`# its twin: ${twin.sentences.join('; ')}`] : [];
  const yaml = stringify(fileOf(draft, expects, wording, [divergence]), {
    aliasDuplicateObjects: false,
    lineWidth: 110,
  });
  return [`# ${plan.id} via ${draft.via}`, ...hint, yaml].join('\n');
}

export function differenceOf({ deviation, judgement }: Finding): string {
  if (!deviation) return judgement.differences.join('; ');
  return `${deviation.kind}, ${deviation.seen} instead of ${deviation.expected}`;
}

/** What was seen in the last request, as an expectation. */
function insteadOf({ case: { plan, draft, prediction }, observation }: Finding): StepExpectation {
  const last = stepEvidence(plan, draft.via, observation).at(-1);
  if (!last) return {};
  const { wire } = last;
  const seen = seenOf(last);
  const standard = prediction.steps.at(-1);
  const first = wire.find(({ requestHeaders }) => get(requestHeaders, REQUEST_METHOD));
  const asked = first && {
    method: get(first.requestHeaders, REQUEST_METHOD) ?? '',
    headers: get(first.requestHeaders, REQUEST_HEADERS)?.split(',') ?? [],
  };
  const outcome = seen.outcome as NonNullable<StepExpectation['outcome']>;
  return {
    ...(outcome === standard?.outcome && seen.at === standard.at ? {} : { outcome }),
    ...(seen.at === undefined || seen.at === standard?.at ? {} : { at: seen.at }),
    ...(outcome === 'allowed' && seen.status !== standard?.status ? { status: seen.status } : {}),
    preflight: asked ?? 'none',
    wire: wire.map((exchange) => {
      const origin = get(exchange.requestHeaders, 'origin');
      return lineOf(plan, { method: exchange.method, url: `${exchange.to}${exchange.path}`, origin });
    }),
  };
}
