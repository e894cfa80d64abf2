/** Preferences of Firefox, whoever drives it. */
import type { LaunchOptions } from './engine.ts';

export function firefoxPreferences({ breakCors }: Pick<LaunchOptions, 'breakCors'>) {
  const preferences: Record<string, boolean | number> = {
    // Otherwise it goes past the name fabric to what it finds on loopback itself.
    'network.proxy.allow_hijacking_localhost': true,
    // Sound may be played without a click, or Web Audio has nothing to read.
    'media.autoplay.default': 0,
    'media.autoplay.blocking_policy': 0,
    ...(breakCors ? { 'content.cors.disable': true } : {}),
  };
  return preferences;
}
