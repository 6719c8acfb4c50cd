/** The page's texts and formats in both languages. */
import { formatIn } from '../../board/page/format.js';
import { textsIn } from '../../board/page/texts.js';

export const norwegian = textsIn('nb');
export const english = textsIn('en');
export const nb = formatIn('nb', norwegian);
export const en = formatIn('en', english);

/** The text with its non-breaking spaces as plain ones. */
export function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}
