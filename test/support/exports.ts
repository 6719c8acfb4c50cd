/** A service on a fake board, with requests for the endpoints that other programs use. */
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

/** A service that has read these frames. */
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
