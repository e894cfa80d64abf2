/** The closed lists of the language, in the terms of the standards and of Playwright. */

export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;
export type EngineName = (typeof ENGINES)[number];

/** Where a call can come from. */
export const CONTEXTS = [
  'document',
  'iframe',
  'sandboxed-iframe',
  'srcdoc',
  'blank-iframe',
  'data-iframe',
  'blob-iframe',
  'controlled-iframe',
  'dedicated-worker',
  'data-worker',
  'blob-worker',
  'shared-worker',
  'service-worker',
] as const;
export type Context = (typeof CONTEXTS)[number];

/** Clients of CORS; `http` is a plain HTTP client outside the browser, where there is no CORS. */
export const CLIENTS = [
  'fetch',
  'xhr',
  'http',
  'img',
  'script',
  'module',
  'import',
  'style',
  'preload',
  'modulepreload',
  'worker',
  'import-scripts',
  'eventsource',
  'beacon',
  'video',
  'audio',
  'track',
  'font-face',
  'FontFace',
  'background-image',
  'mask-image',
  'shape-outside',
  'clip-path',
  'filter',
  'websocket',
  'form',
  'csp-report',
] as const;
export type Client = (typeof CLIENTS)[number];

/** The APIs through which a page can try to read an image or a video. */
export const READINGS = [
  'getImageData',
  'toDataURL',
  'toBlob',
  'convertToBlob',
  'createPattern',
  'createImageBitmap',
  'texImage2D',
  'VideoFrame',
  'captureStream',
] as const;
export type Reading = (typeof READINGS)[number];
