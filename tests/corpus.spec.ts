/** Every scenario file, in every engine. */
import { defineScenarios } from '../src/playwright/index.ts';

defineScenarios();
