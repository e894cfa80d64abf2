// The ways in which a page can try to read the pixels of an image or a video, each under the name of its API.
// @ts-check
{
  const { corsproof } = /** @type {any} */ (globalThis);
  const { Unsupported, delay } = corsproof;
  /** @typedef {import('../messages.ts').StepReport} StepReport */
  /** @typedef {HTMLImageElement | HTMLVideoElement} Source */

  /** Takes the picture's first pixel, or throws a SecurityError. @type {Record<string, (source: Source) => Promise<string | undefined>>} */
  const readings = {
    getImageData: async (source) => pixelOf(draw(source)),
    toDataURL: async (source) => pixelOfUrl(draw(source).canvas.toDataURL()),
    toBlob: async (source) => {
      const { canvas } = draw(source);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve));
      return pixelOfUrl(URL.createObjectURL(/** @type {any} */ (blob)));
    },
    convertToBlob: async (source) => {
      const canvas = new OffscreenCanvas(1, 1);
      canvas.getContext('2d')?.drawImage(source, 0, 0, 1, 1);
      return pixelOfUrl(URL.createObjectURL(await canvas.convertToBlob()));
    },
    createPattern: async (source) => {
      const context = newContext();
      context.fillStyle = context.createPattern(source, 'repeat') ?? '';
      context.fillRect(0, 0, 1, 1);
      return pixelOf(context);
    },
    createImageBitmap: async (source) => pixelOf(draw(await createImageBitmap(source))),
    texImage2D: async (source) => pixelOfTexture(source),
    VideoFrame: async (source) => {
      if (typeof VideoFrame === 'undefined') throw new Unsupported('VideoFrame here');
      // WebKitGTK 2.50.6 dies of a VideoFrame that is made before its media system is set up.
      document.createElement('video').canPlayType('video/webm');
      const frame = new VideoFrame(source, { timestamp: 0 });
      try {
        return pixelOf(draw(frame));
      } finally {
        frame.close();
      }
    },
    // Of the canvas; that of a media element is in media.js.
    captureStream: async (source) => {
      const context = draw(source);
      const [track] = context.canvas.captureStream().getVideoTracks();
      if (!track) throw new Error('the captured stream has no video track');
      track.stop();
      return undefined;
    },
  };

  function newContext() {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const context = canvas.getContext('2d');
    if (!context) throw new Unsupported('canvas here');
    return context;
  }

  /** @param {CanvasImageSource} source */
  function draw(source) {
    const context = newContext();
    context.drawImage(source, 0, 0, 1, 1);
    return context;
  }

  /** @param {CanvasRenderingContext2D} context */
  const pixelOf = (context) => [...context.getImageData(0, 0, 1, 1).data].join(' ');

  /** @param {string} url */
  async function pixelOfUrl(url) {
    const img = new Image();
    img.src = url;
    await img.decode();
    return pixelOf(draw(img));
  }

  /** @param {Source} source */
  function pixelOfTexture(source) {
    const gl = document.createElement('canvas').getContext('webgl');
    if (!gl) throw new Unsupported('WebGL here');
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, source);
    gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
    const pixel = new Uint8Array(4);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    gl.getExtension('WEBGL_lose_context')?.loseContext();
    return [...pixel].join(' ');
  }

  /** Milliseconds for the first frame of a video that plays: Chromium has drawn nothing of one. */
  const DRAWN_LIMIT = 3_000;

  /** The first pixel, once something is drawn. @param {Source} source @param {string} how */
  async function pixelRead(source, how) {
    const until = performance.now() + (source instanceof HTMLVideoElement ? DRAWN_LIMIT : 0);
    for (;;) {
      const pixel = await readings[how]?.(source);
      if (!pixel?.endsWith(' 0')) return pixel;
      if (performance.now() >= until) throw new Error(`${how} gave a transparent pixel: nothing was drawn`);
      await delay(20);
    }
  }

  /** Allowed if the reading gives pixels, opaque if it throws a SecurityError. */
  async function read(/** @type {Source} */ source, /** @type {string} */ how = 'getImageData') {
    try {
      const body = await pixelRead(source, how);
      return /** @type {StepReport} */ ({ outcome: 'allowed', ...(body === undefined ? {} : { body }) });
    } catch (error) {
      return asOpaque(error);
    }
  }

  /** @param {unknown} error @returns {StepReport} */
  function asOpaque(error) {
    if (!(error instanceof DOMException && error.name === 'SecurityError')) throw error;
    return { outcome: 'opaque', error: error.name, message: String(error) };
  }

  Object.assign(corsproof, { read, asOpaque });
}
