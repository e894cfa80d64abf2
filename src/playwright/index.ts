/** corsproof's public face for Playwright users. */
export { corsproof, corsproofProjects, type CorsproofOptions } from './config.ts';
export type { Call, Caller, Cors, CorsRequest, Ran, Traffic } from './cors.ts';
export { test } from './fixtures.ts';
export { expect } from './matchers.ts';
export { defineScenarios } from './scenarios.ts';
