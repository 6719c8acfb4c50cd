/** The interface of the cards: the parts of the page. */
import type { Format } from './format.js';
import type { History, Status } from './status.js';
import type { Texts } from './texts.js';

/** Texts and number formats of the reader's language. */
export interface Locale {
  texts: Texts;
  format: Format;
}

export interface Card {
  root: HTMLElement;
  /** Shows a new `/status`, or a new `/history`. */
  status(status: Status): void;
  history?(history: History): void;
}
