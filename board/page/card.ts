/** What each part of the page is made with, and how it is told. */
import type { Format } from './format.js';
import type { History, Status } from './status.js';
import type { Texts } from './texts.js';

/** The words and numbers of the reader's language. */
export interface Words {
  texts: Texts;
  format: Format;
}

export interface Card {
  root: HTMLElement;
  status(status: Status): void;
  history?(history: History): void;
}
