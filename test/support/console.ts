/** The console of a board, for the tests of `npm run flash`. */
import { crc32 } from '../../board/flash/files.js';
import type { Link } from '../../board/flash/link.js';

/** What the board prints as an answer with this mark. */
export function frameOf(mark: string, answer: string): string {
  const bytes = Buffer.from(answer, 'latin1');
  // As a signed number, which E.CRC32 may give.
  return `<${mark}:${bytes.length}:${crc32(bytes) | 0}:${answer}:${mark}>`;
}

/** A port that answers each question at once: `answerTo` gives what is printed for its mark. */
export function createLink(answerTo: (mark: string) => string): Link {
  let receive: (text: string) => void = () => {};
  return {
    write(text) {
      const mark = /print\("<"\+"([\w-]+):/.exec(text)?.[1];
      if (mark) setImmediate(() => receive(answerTo(mark)));
    },
    onData(next) {
      receive = next;
    },
    onClose() {},
    close: async () => {},
  };
}
