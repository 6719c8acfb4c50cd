/** A service on a fake board, asked for what other programs fetch. */
import { createService, type Service } from '../../src/service.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
import { createFakeBoard, type FakeBoard } from './board.js';
import { type Sample, samplesOf } from './prometheus.js';
import { ask, type HttpAnswer } from './socket.js';

export interface Outlets {
  board: FakeBoard;
  service: Service;
  get(path: string): HttpAnswer;
  metrics(): Sample[];
  pass(ms: number): void;
}

/** A service that has taken these frames. */
export function createOutlets(
  frames: Uint8Array[] = [],
  config: object = {},
  options: Partial<FakeBoard> = {},
): Outlets {
  const board = createFakeBoard({ utcAtStart: Date.UTC(2026, 0, 15, 12, 5, 20), ...options });
  const service = createService(board, checkSettings(coreSettings(), config).settings, () => {});
  for (const frame of frames) board.feed(frame);

  function get(path: string): HttpAnswer {
    return ask(service, path);
  }

  return {
    board,
    service,
    get,
    metrics: () => samplesOf(get('/metrics').body),
    pass: (ms) => board.pass(ms, service.tick),
  };
}
