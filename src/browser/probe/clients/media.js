// Media elements and their text tracks: whether they play, and whether the page gets at pictures, samples and cues.
// @ts-check
{
  const { corsproof } = /** @type {any} */ (globalThis);
  const { Unsupported, clients, delay } = corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */
  /** @typedef {import('../messages.ts').StepReport} StepReport */

  clients.video = async (/** @type {ProbeRequest} */ request) => {
    const video = document.createElement('video');
    video.muted = video.playsInline = video.loop = true;
    if (!(await loads(video, request))) return corsproof.elements.FAILED;
    try {
      await video.play();
      await hasPicture(video);
      return request.read === 'captureStream'
        ? await readCaptured(video)
        : await corsproof.read(video, request.read);
    } finally {
      unload(video);
    }
  };

  clients.audio = async (/** @type {ProbeRequest} */ request) => {
    const audio = document.createElement('audio');
    const context = await (audioContext ??= startAudioContext());
    const analyser = context.createAnalyser();
    analyser.fftSize = WINDOW;
    corsproof.elements.describe(audio, request);
    // After the attribute and before the sound is loaded: in WebKitGTK a later one is never heard.
    const source = context.createMediaElementSource(audio);
    source.connect(analyser).connect(context.destination);
    try {
      return (await loads(audio, request)) ? await readSamples(audio, analyser) : corsproof.elements.FAILED;
    } finally {
      source.disconnect();
      unload(audio);
    }
  };

  clients.track = async (/** @type {ProbeRequest} */ request) => {
    const { describe, firstOf, FAILED } = corsproof.elements;
    const media = document.createElement('video');
    describe(media, request);
    const track = document.createElement('track');
    const ended = firstOf(track, ['load', 'error']);
    track.src = request.url;
    media.append(track);
    track.track.mode = 'hidden';
    if ((await ended) === 'error') return FAILED;
    const body = Array.from(track.track.cues ?? [], (cue) => /** @type {VTTCue} */ (cue).text).join('\n');
    return { outcome: 'allowed', body };
  };

  /** Whether the element has data, or fired an error event. @param {HTMLMediaElement} media @param {ProbeRequest} request */
  async function loads(media, request) {
    const { describe, firstOf } = corsproof.elements;
    describe(media, request);
    media.preload = 'auto';
    const ended = firstOf(media, ['loadeddata', 'error']);
    media.src = request.url;
    const event = await ended;
    // An error of another kind is a file that the engine cannot play: no block, and nothing to judge.
    if (event === 'error' && media.canPlayType(TYPES[media.localName] ?? '') === '')
      throw new Unsupported(TYPES[media.localName]);
    return event === 'loadeddata';
  }

  /** @type {Record<string, string>} */
  const TYPES = { video: 'video/webm; codecs="vp8"', audio: 'audio/wav; codecs="1"' };

  /** @param {HTMLMediaElement} media */
  function unload(media) {
    media.pause();
    media.removeAttribute('src');
    media.load();
  }

  /** WebKitGTK has data before it knows the size of the picture. @param {HTMLVideoElement} video */
  async function hasPicture(video) {
    while (video.videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) await delay(20);
  }

  /** Plays what was captured in another element and reads that. @param {any} video @returns {Promise<StepReport>} */
  async function readCaptured(video) {
    const capture = video.captureStream ?? video.mozCaptureStream;
    if (!capture) throw new Unsupported('captureStream of media elements');
    /** @type {MediaStream} */
    let stream;
    try {
      stream = capture.call(video);
    } catch (error) {
      return corsproof.asOpaque(error);
    }
    const player = document.createElement('video');
    player.muted = player.playsInline = true;
    player.srcObject = stream;
    try {
      await player.play();
      await hasPicture(player);
      return await corsproof.read(player);
    } finally {
      for (const track of stream.getTracks()) track.stop();
      player.srcObject = null;
    }
  }

  /** As far back as an analyser can look, 0.7 s: longer than the scenarios' sound is. */
  const WINDOW = 32_768;
  /** For a context to begin, which happens within milliseconds or, without a sound device in Firefox, never. */
  const START_LIMIT = 3_000;

  /** The one context of all sounds of this page. @type {Promise<AudioContext> | undefined} */
  let audioContext;

  async function startAudioContext() {
    const context = new AudioContext();
    const limit = delay(START_LIMIT).then(() => {
      throw new Unsupported('sound device here, and starts no AudioContext');
    });
    await Promise.race([context.resume(), limit]);
    return context;
  }

  /** Silence is how a page is kept from the samples: https://webaudio.github.io/web-audio-api/#MediaElementAudioSourceOptions-security @param {HTMLAudioElement} audio @param {AnalyserNode} analyser @returns {Promise<StepReport>} */
  async function readSamples(audio, analyser) {
    const { context } = analyser;
    const ended = corsproof.elements.firstOf(audio, ['ended', 'error']);
    await audio.play();
    const samples = new Float32Array(WINDOW);
    let [loudest, until] = [0, Infinity];
    // What was played last may reach the analyser after the event.
    void ended.then(() => (until = context.currentTime + 0.2));
    while (loudest === 0 && context.currentTime < until) {
      await delay(20);
      analyser.getFloatTimeDomainData(samples);
      loudest = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
    }
    return { outcome: loudest > 0 ? 'allowed' : 'opaque' };
  }
}
