/** `defineScenarios()`: declares one Playwright test per case and client, visit by visit, each at its YAML line. */
import type { TestDetails, TestInfo } from '@playwright/test';
import { resolve } from 'node:path';
import { predict } from '../fetch/predict.ts';
import { isCheck } from '../judge/check/judge-check.ts';
import { tellCheckFailure } from '../judge/check/failure-text.ts';
import { triedOf } from '../judge/check/tried-in-pages.ts';
import { judge } from '../judge/judge.ts';
import { isFailing } from '../judge/verdict.ts';
import { tellFailure, traceWire } from '../judge/words.ts';
import { redactAll, redactPlan, redactText, secretsOf } from '../lab/redact.ts';
import { groupListed, type Entry, type Visit } from '../lab/visits.ts';
import type { Cause } from '../plan/causes.ts';
import { BrokenScenarios } from '../plan/corpus.ts';
import type { ListedCase } from '../plan/listed.ts';
import type { SheetCase } from '../plan/sheet.ts';
import { resultOf } from '../report/result.ts';
import { runCorpus } from './corpus-of-run.ts';
import { RESULT_ATTACHMENT, RUN_ATTACHMENT, factsOf } from './attachments.ts';
import { tellAllure } from './allure.ts';
import { compareBaseline } from './baselines.ts';
import { CaseError, callerPlace, declareAt } from './at-line.ts';
import { caseTest } from './fixtures.ts';
import { noteCause } from './told-causes.ts';
import { stepThrough, traceOf } from './tries.ts';
import { runFolder, scenarioPlaces } from './run.ts';
import { foresee, mayBeAsked, namedTry } from './selection.ts';
import { selectTries } from './single-tries.ts';
import { dropPlaywrightFrames } from './stack-frames.ts';
import type { Suite, VisitRunner } from './visit-runner.ts';

/** Declares the tests of the scenario files. Throws BrokenScenarios, with every problem, if there are any. */
export function defineScenarios(places: readonly string[] = scenarioPlaces()): void {
  const spec = callerPlace();
  dropPlaywrightFrames();
  const { cases, problems, planOf } = runCorpus(places);
  if (problems.length > 0) throw new BrokenScenarios(problems);
  const all = { visits: groupListed(cases), planOf };
  const named = namedTry(titlesIn(all), spec.file);
  const suite = named === null ? all : withTries(all, named);
  const asked = mayBeAsked(titlesIn(suite), spec.file);
  for (const visit of suite.visits) {
    const entries = visit.entries.filter(({ test }) => asked(test));
    if (entries.length === 0) continue;
    // One visit is one group of Playwright's: it runs on one worker, and shards are cut between visits.
    const group = () => {
      caseTest.describe.configure({ mode: 'default' });
      const titles = titlesOf(visit);
      for (const entry of entries) declare(suite, visit, entry, titles);
    };
    declareAt(spec.file, spec.line, caseTest.describe as (group: () => void) => void, [group]);
  }
}

function titlesIn({ visits }: Suite): string[] {
  return visits.flatMap(({ entries }) => entries.map(({ test }) => test));
}

/** The tests of the tries that `named` means; everything, as ever, if it means none. */
function withTries(all: Suite, named: string): Suite {
  const suite = selectTries(all, named);
  return titlesIn(suite).length > 0 ? suite : all;
}

type Body = (fixtures: { corsRunner: VisitRunner }, testInfo: TestInfo) => Promise<void>;
type Declare = (title: string, details: TestDetails, body: Body) => void;

/** The titles of a visit's tests, each with what grep sees beside it. */
type Titles = ReadonlyMap<string, string>;

function titlesOf({ entries }: Visit<ListedCase>): Titles {
  return new Map(entries.map(({ test, plan: { area } }) => [test, `${test} @${area}`]));
}

function declare(suite: Suite, visit: Visit<SheetCase>, entry: Entry<SheetCase>, titles: Titles): void {
  const { plan } = entry;
  const details = {
    tag: `@${plan.area}`,
    annotation: [
      { type: 'description', description: plan.title },
      { type: 'allure.label.epic', description: plan.area },
      { type: 'allure.label.feature', description: plan.id.split('/')[1] ?? '' },
      { type: 'allure.label.story', description: plan.id.split('/').slice(2).join('/') },
    ],
  };
  const body: Body = async ({ corsRunner }, testInfo) => {
    const titleOf = (title: string) => `${testInfo.project.name} ${titles.get(title) ?? ''}`;
    const selected = foresee([...titles.keys()], entry.test, titleOf);
    await runEntry(corsRunner, suite, visit, entry, selected, testInfo);
  };
  declareAt(resolve(plan.file), plan.line, caseTest as Declare, [entry.test, details, body]);
}

async function runEntry(
  runner: VisitRunner,
  suite: Suite,
  visit: Visit<SheetCase>,
  { test, via }: Entry<SheetCase>,
  selected: ReadonlySet<string>,
  testInfo: TestInfo,
): Promise<void> {
  const { repeatEachIndex: repeat, timeout } = testInfo;
  const asked = { test, selected, repeat, timeout, began: performance.now() };
  const { plan, observation, engine } = await runner.observe(suite, visit, asked);
  const verdictOfItself = judge(plan, via, observation, engine);
  const { judgement, line } = compareBaseline(plan, engine.engine, observation, verdictOfItself, testInfo);
  if (line) runner.results.append(line);
  // What a target answers is not known before.
  const decision = plan.check ? undefined : predict(plan, via).steps.at(-1)?.decidedBy;
  const decidedBy = decision && `${decision.step} (${decision.link})`;
  const judged = {
    plan,
    via,
    engine,
    observation,
    judgement,
    ...(decidedBy === undefined ? {} : { decidedBy }),
  };
  const secrets = plan.check ? secretsOf([plan]) : [];
  const result = plan.check ? redactAll(resultOf(judged), secrets) : resultOf(judged);
  runner.results.append({ ...result, project: testInfo.project.name, repeat });
  attach(testInfo, RESULT_ATTACHMENT, 'application/json', JSON.stringify(result));
  const failing = isFailing(judgement.verdict);
  if (isCheck(plan)) await stepThrough(triedOf(plan, observation));
  const trace = isCheck(plan) ? traceOf(plan, observation, judgement) : traceWire(observation).join('\n');
  const wire = plan.check ? redactText(trace, secrets) : trace;
  // A failure holds the wire in its message, and terminals print text attachments of failing tests.
  if (!failing) attach(testInfo, 'wire', 'text/plain', wire);
  tellAllure(testInfo, result, failing ? wire : null);
  const news = runner.news(engine);
  if (news) runner.results.append(news);
  const facts = news && factsOf(news);
  if (facts !== null) attach(testInfo, RUN_ATTACHMENT, 'application/json', facts);
  const { verdict, divergence, notes } = judgement;
  // What conforms is told well enough by its file and line, and every attachment crosses from process to process.
  if (verdict !== 'conforms')
    attach(testInfo, 'scenario', 'application/json', JSON.stringify(redactPlan(plan), null, 2));
  if (divergence?.bug !== undefined)
    testInfo.annotations.push({ type: 'issue', description: divergence.bug });
  if (divergence && verdict === 'diverges')
    testInfo.annotations.push({ type: 'diverges', description: divergence.reason });
  if (result.interference)
    testInfo.annotations.push({ type: 'interference', description: 'it failed in company and held alone' });
  for (const note of notes) testInfo.annotations.push({ type: 'note', description: note });
  if (verdict === 'unsupported') testInfo.skip(true, notes.join('; '));
  if (!failing) return;
  if (testInfo.config.maxFailures !== 1) await runner.finish(visit, asked);
  const file = resolve(plan.file);
  const project = testInfo.project.name;
  if (!isCheck(plan)) throw new CaseError(tellFailure({ ...judged, project }), file, plan.line);
  const toldBy = (cause: Cause) => noteCause(runFolder(), project, cause, plan.id);
  const told = tellCheckFailure({ plan, engine, observation, judgement, project, toldBy });
  throw new CaseError(redactText(told, secrets), file, plan.line, false);
}

/** Pushed rather than awaited through `testInfo.attach`, which would be a step of its own for each. */
function attach(testInfo: TestInfo, name: string, contentType: string, body: string): void {
  testInfo.attachments.push({ name, contentType, body: Buffer.from(body) });
}
