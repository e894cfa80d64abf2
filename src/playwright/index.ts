/** corsproof's public face for Playwright users. */
export { corsproof, corsproofProjects, type CorsproofOptions } from './config.ts';
export { test } from './fixtures.ts';
export { defineScenarios } from './scenarios.ts';
