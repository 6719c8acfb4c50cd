/** Scripts that examine a page from inside; as text, since the tests have the types of Node. */

/**
 * The texts whose contrast with their background is less than 4.5 to 1 (WCAG 2.2, 1.4.3), with the ratio. Hidden texts are left
 * out; the charts use the colours of the texts.
 */
export const WEAK_CONTRAST = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const rgba = channels(getComputedStyle(e).backgroundColor);
      if (rgba.length < 4 || rgba[3] === 1) return rgba.slice(0, 3);
    }
    return channels(getComputedStyle(document.documentElement).backgroundColor).slice(0, 3);
  };
  const weak = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest('.hidden, noscript, script') || !element.getClientRects().length) continue;
    const front = luminance(channels(getComputedStyle(element).color).slice(0, 3));
    const back = luminance(ground(element));
    const ratio = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
    if (ratio < 4.5) weak.push(element.textContent + ' ' + ratio.toFixed(2));
  }
  return weak;
})()`;

/** Pixels by which the page is wider than the window. */
export const OVERHANG = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Milliseconds from the start of the visit to the first contentful paint. */
export const FIRST_PAINT = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null`;
