/** The gate as users run it: a server that listens, the screen, and pages of one engine. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EngineName } from '../../../src/browser/engine.ts';
import { launchEngine } from '../../../src/browser/launch.ts';
import { isCheck, judgeCheck } from '../../../src/judge/check/judge-check.ts';
import { isFailing, type Judgement } from '../../../src/judge/verdict.ts';
import { Lab, type LabOptions } from '../../../src/lab/lab.ts';
import { Targets } from '../../../src/lab/targets.ts';
import { groupVisits } from '../../../src/lab/visits.ts';
import { loadPolicy } from '../../../src/policy/suite.ts';
import { verdictOf, type Gate } from './gate.ts';
import { NOWHERE } from './policy.ts';
import type { Answered, AskedRequest } from './spec.ts';

/** A gate with an engine that stays open for many pairs, until it is closed. */
export interface EngineGate {
  judge: Gate;
  close: () => Promise<void>;
}

/** Launches `engine` when the first pair is judged. `judge` rejects if the engine cannot be started. */
export function engineGate(engine: EngineName): EngineGate {
  const targets = new Targets();
  const launch: LabOptions['launch'] = (spki) => launchEngine(engine, { spki, headless: true });
  const fails: LabOptions['fails'] = ({ plan }, observation, info) =>
    isCheck(plan) && isFailing(judgeCheck(plan, observation, info).verdict);
  const lab = new Lab({ launch, fails, targets });
  let pairs = 0;
  return {
    judge: async (policyText, askServer) => {
      const server = createServer((request, response) => void reply(request, response, askServer));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const text = policyText.replace(NOWHERE, `http://127.0.0.1:${port}`);
      const { plans, problems } = loadPolicy(text, `/policies/drawn-${++pairs}.yaml`);
      if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('; '));
      try {
        const { info } = await lab.engine();
        const judged: Judgement[] = [];
        const entries = groupVisits(plans).flatMap((visit) => visit.entries);
        await lab.run({ kind: 'target', entries }, ({ plan }, observation) => {
          if (isCheck(plan)) judged.push(judgeCheck(plan, observation, info));
        });
        return verdictOf(judged);
      } finally {
        server.closeAllConnections();
        server.close();
      }
    },
    close: async () => {
      await lab.close();
      await targets.stop();
    },
  };
}

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  askServer: (request: AskedRequest) => Promise<Answered>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', rawHeaders } = request;
  const headers = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as [string, string]] : [],
  );
  const body = Buffer.concat(chunks).toString();
  const answered = await askServer({ method, path: url, headers, body });
  response.writeHead(answered.status, answered.headers.flat());
  response.end(method === 'HEAD' || answered.status === 204 ? undefined : '{}');
}
