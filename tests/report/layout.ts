/** What is wrong with how a view of the report is laid out; runs in a page of the report's own origin. */

export interface LayoutAsked {
  /** Path of the report, and of the view in it. */
  report: string;
  hash: string;
  width: number;
  palette: 'light' | 'dark';
  /** Rules that are added to the report's style, to see the check complain. */
  broken: string[];
}

/** Sentences; none if all is well. Knows nothing outside itself: it is sent as source. */
export async function layoutComplaints(asked: LayoutAsked): Promise<string[]> {
  const frame = document.createElement('iframe');
  frame.style.cssText = `width: ${asked.width}px; height: 900px; border: 0`;
  frame.src = asked.report + asked.hash;
  document.body.replaceChildren(frame);
  const frames = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const page = () => frame.contentDocument as Document;
  while (!page().querySelector('#report[data-ready] main h1')) await frames();
  const view = frame.contentWindow as Window & typeof globalThis;
  usePalette();
  for (let folded = foldedParts(); folded.length > 0; folded = foldedParts()) {
    for (const details of folded) details.open = true;
    // Some parts are made when they are opened.
    for (let count = 0; count < 5; count++) await frames();
  }
  const controls = [...page().querySelectorAll('a[href], button, input, select, summary')].filter(isShown);
  return [...overflow(), ...controls.flatMap(outside), ...overlaps(), ...clipped(), ...rings()];

  function foldedParts(): HTMLDetailsElement[] {
    return [...page().querySelectorAll<HTMLDetailsElement>('details:not([open])')];
  }

  /** Drivers cannot all prefer a scheme: the rules of the wanted one are switched on, those of the other off. */
  function usePalette(): void {
    for (const sheet of page().styleSheets) {
      for (const rule of sheet.cssRules)
        if (rule instanceof view.CSSMediaRule && rule.conditionText.includes('prefers-color-scheme'))
          rule.media.mediaText = asked.palette === 'dark' ? 'all' : 'not all';
      for (const rule of asked.broken) sheet.insertRule(rule, sheet.cssRules.length);
    }
    page().documentElement.style.colorScheme = asked.palette;
  }

  function nameOf(element: Element): string {
    const text = (element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 40);
    return `${element.localName}${[...element.classList].map((one) => `.${one}`).join('')} "${text}"`;
  }

  /** The skip link is off the page until it has the focus. */
  function isShown(element: Element): boolean {
    const { width, height } = element.getBoundingClientRect();
    return (
      width > 1 &&
      height > 1 &&
      !element.matches('.skip') &&
      view.getComputedStyle(element).visibility === 'visible'
    );
  }

  function overflow(): string[] {
    const over = page().documentElement.scrollWidth - view.innerWidth;
    return over > 0 ? [`the page is ${over} pixels wider than the window`] : [];
  }

  function scroller(element: Element): Element | null {
    const { parentElement: parent } = element;
    if (!parent || parent === page().body) return null;
    return /auto|scroll/.test(view.getComputedStyle(parent).overflowX) ? parent : scroller(parent);
  }

  function outside(control: Element): string[] {
    const { left, right } = control.getBoundingClientRect();
    const reaches = left < -1 || right > view.innerWidth + 1;
    return reaches && !scroller(control) ? [`${nameOf(control)} reaches out of the window`] : [];
  }

  /** Line by line, for a link may go over two; what scrolls apart is compared within itself. */
  function overlaps(): string[] {
    const boxes = controls.flatMap((control) =>
      [...control.getClientRects()].map((box) => ({ control, box, scroller: scroller(control) })),
    );
    return boxes.flatMap((one, index) =>
      boxes.slice(index + 1).flatMap((other) => {
        if (one.scroller !== other.scroller) return [];
        if (one.control.contains(other.control) || other.control.contains(one.control)) return [];
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        return across > 1 && down > 1 ? [`${nameOf(one.control)} lies over ${nameOf(other.control)}`] : [];
      }),
    );
  }

  /** What is a pixel large is for those who listen. */
  function clipped(): string[] {
    return [...page().querySelectorAll('main *, header *')].flatMap((element) => {
      if (element.clientWidth <= 1 || element.textContent.trim() === '' || element.closest('svg')) return [];
      const { overflowX, overflowY } = view.getComputedStyle(element);
      const cuts = (overflow_: string) => overflow_ === 'hidden' || overflow_ === 'clip';
      const lost =
        (cuts(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
        (cuts(overflowY) && element.scrollHeight > element.clientHeight + 1);
      return lost ? [`the text of ${nameOf(element)} is clipped`] : [];
    });
  }

  /** One control of each kind and class: its outline, and how it stands out from what is behind it. */
  function rings(): string[] {
    const kinds = new Map(controls.map((control) => [`${control.localName} ${control.className}`, control]));
    return [...kinds.values()].flatMap((control) => {
      (control as HTMLElement).focus({ focusVisible: true });
      const { outlineStyle, outlineWidth, outlineColor } = view.getComputedStyle(control);
      if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2)
        return [`${nameOf(control)} has no focus ring`];
      const ratio = contrast(outlineColor, backgroundBehind(control));
      return ratio < 3 ? [`the focus ring of ${nameOf(control)} has a contrast of ${ratio.toFixed(1)}`] : [];
    });
  }

  function backgroundBehind(element: Element): string {
    const { parentElement: parent } = element;
    if (!parent) return 'rgb(255, 255, 255)';
    const { backgroundColor } = view.getComputedStyle(parent);
    return /^rgba\(.*, 0\)$|^transparent$/.test(backgroundColor) ? backgroundBehind(parent) : backgroundColor;
  }

  /** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
  function contrast(one: string, other: string): number {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }

  function luminance(colour: string): number {
    const [red = 0, green = 0, blue = 0] = painted(colour).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  /** Red, green and blue of any colour that CSS can name, on the palette's paper. */
  function painted(colour: string): number[] {
    const canvas = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;
    for (const fill of [view.getComputedStyle(page().body).backgroundColor, colour]) {
      canvas.fillStyle = fill;
      canvas.fillRect(0, 0, 1, 1);
    }
    return [...canvas.getImageData(0, 0, 1, 1).data];
  }
}
