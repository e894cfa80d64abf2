/** Modules and what they import: https://html.spec.whatwg.org/#fetch-a-module-script-tree */
import { moduleDestination } from './element-request.ts';
import { currentUrl, type Decision, type ModuleMapEntry, type Request, type Response } from './types.ts';
import type { UserAgent } from './user-agent.ts';

/** Fetches one resource and says what came of it. */
export type FetchOne = (agent: UserAgent, request: Request) => ModuleMapEntry;

/** The import statements of the corpus, all on lines of their own: a specifier, and its type. */
const IMPORT = /\b(?:import|from)\s*["']([^"']+)["'](?:\s*with\s*\{\s*type:\s*["']([a-z]+)["']\s*\})?/g;

/** Fetches a module unless the module map has it, and all that it imports; returns what failed, or null. */
export function fetchModuleGraph(
  agent: UserAgent,
  request: Request,
  fetchOne: FetchOne,
  visited = new Set<string>(),
): Decision | null {
  const module = fetchModule(agent, request, fetchOne);
  if ('failed' in module) return module.failed;
  for (const next of importsOf(request, module.response)) {
    const key = moduleKey(next);
    if (visited.has(key)) continue;
    visited.add(key);
    agent.note({
      step: `${currentUrl(module.response).href} imports ${currentUrl(next).href}`,
      link: 'https://html.spec.whatwg.org/#fetch-the-descendants-of-a-module-script',
    });
    const failed = fetchModuleGraph(agent, next, fetchOne, visited);
    if (failed) return failed;
  }
  return null;
}

/** https://html.spec.whatwg.org/#fetch-a-single-module-script */
export function fetchModule(agent: UserAgent, request: Request, fetchOne: FetchOne): ModuleMapEntry {
  const key = moduleKey(request);
  const known = agent.modules.get(key);
  if (known) {
    agent.note({
      step: `Nothing is fetched: the module map has ${currentUrl(request).href}`,
      link: 'https://html.spec.whatwg.org/#fetch-a-single-module-script',
    });
    return known;
  }
  const module = fetchOne(agent, request);
  agent.modules.set(key, module);
  return module;
}

/** What a module asks for goes out as the module itself did, but never in mode same-origin. */
function importsOf(request: Request, response: Response): Request[] {
  if (request.destination === 'json' || request.destination === 'style') return [];
  return [...response.body.matchAll(IMPORT)].map(([, specifier = '', type]) => ({
    ...request,
    urlList: [new URL(specifier, currentUrl(response))],
    mode: 'cors',
    integrity: '',
    destination: moduleDestination(type),
  }));
}

/** By URL and type; workers have maps of their own, which no other step of a case meets. */
function moduleKey(request: Request): string {
  return `${request.destination} ${currentUrl(request).href}`;
}
