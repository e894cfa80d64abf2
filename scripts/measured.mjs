// npm run measured: writes down, after a whole run in every engine, what was measured: docs/measured.json, for docs/coverage.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const report = process.env.CORSPROOF_REPORT ?? at('corsproof-report');
const lines = readFileSync(`${report}/results.jsonl`, 'utf8').trim().split('\n').map(JSON.parse);
const of = (kind) => lines.filter((line) => line.kind === kind);

const refuse = (why) => {
  console.error(`nothing was written: ${why}`);
  process.exit(1);
};
const [end] = of('end');
if (!end) refuse('the run is incomplete, results.jsonl has no end line');
if (end.stale + end.violates + end.inconclusive > 0) refuse('the run was not green');

const engines = of('engine').map(({ engine, build, version, driver }) => {
  const results = of('result').filter((result) => result.engine === engine);
  const count = (verdict) => results.filter((result) => result.verdict === verdict).length;
  return {
    engine,
    build,
    version,
    driver,
    tests: results.length,
    conforms: count('conforms'),
    diverges: count('diverges'),
    unsupported: results
      .filter(({ verdict }) => verdict === 'unsupported')
      .map(({ id, via }) => `${id} via ${via}`)
      .sort(),
  };
});
const tests = new Set(engines.map((engine) => engine.tests));
if (engines.length !== 3 || tests.size !== 1)
  refuse(
    `a whole run has as many tests in each of three engines; this one has ${engines.map((e) => `${e.tests} in ${e.engine}`).join(', ')}`,
  );

const order = ['chromium', 'firefox', 'webkit'];
engines.sort((a, b) => order.indexOf(a.engine) - order.indexOf(b.engine));
writeFileSync(at('docs/measured.json'), `${JSON.stringify(engines, null, 2)}\n`);
console.log(engines.map((e) => `${e.build} ${e.version}: ${e.tests} tests`).join('\n'));
