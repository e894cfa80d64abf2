// Fonts: whether they load, shown by the width of a glyph that only the scenarios' own font has.
// @ts-check
{
  const { clients, blocked, inTurn } = /** @type {any} */ (globalThis).corsproof;
  /** @typedef {import('../messages.ts').ProbeRequest} ProbeRequest */

  let counter = 0;
  const newFamily = () => `corsproof${++counter}`;

  /** The width of an A at 10 px: of the scenarios' font 50, of no other. @param {string} family */
  function widthOf(family) {
    const context = document.createElement('canvas').getContext('2d');
    if (!context) throw new Error('this engine has no canvas here');
    context.font = `10px ${family}`;
    return { outcome: 'allowed', body: String(Math.round(context.measureText('A').width)) };
  }

  /** https://drafts.csswg.org/css-font-loading/#font-face-constructor */
  clients.FontFace = async (/** @type {ProbeRequest} */ { url }) => {
    const family = newFamily();
    const face = new FontFace(family, `url(${JSON.stringify(url)})`);
    try {
      await face.load();
    } catch (error) {
      return blocked(error);
    }
    document.fonts.add(face);
    const seen = widthOf(family);
    document.fonts.delete(face);
    return seen;
  };

  /** https://drafts.csswg.org/css-fonts/#font-face-rule */
  clients['font-face'] = (/** @type {ProbeRequest} */ { url }) => inTurn(() => byRule(url));

  /** @param {string} url */
  async function byRule(url) {
    const family = newFamily();
    const style = document.createElement('style');
    style.textContent = `@font-face { font-family: ${family}; src: url(${JSON.stringify(url)}) }`;
    document.head.append(style);
    try {
      await document.fonts.load(`10px ${family}`, 'A');
      return widthOf(family);
    } catch (error) {
      return blocked(error);
    } finally {
      style.remove();
    }
  }
}
