/** A service on a fake board whose connections are real ones: lists go in, and servers of the test hear of them. */
import { connect } from '../../board/host/server.js';
import { TICK_MS } from '../../src/board.js';
import { createService, type Service } from '../../src/service.js';
import { checkSettings, coreSettings } from '../../src/settings.js';
import { createFakeBoard, type FakeBoard } from './board.js';
import { ask } from './socket.js';
import { wireOf } from './vectors.js';

export interface PushState {
  target: string;
  queued: number;
  sent: number;
  dropped: number;
  error: string | null;
}

export interface Pushing {
  board: FakeBoard;
  service: Service;
  /** A ten-second list, or an hourly one, comes; `at` is what UTC the board says then, in ms. */
  list(name?: string): void;
  /** Lets time pass, a tick each millisecond or so, until the condition holds. */
  until(condition: () => boolean, what: string): Promise<void>;
  state(target: string): PushState | undefined;
  /** The device starts again, with what it has kept. */
  restart(config?: object): void;
}

/** `config` are settings, `options` what is special of the board. */
export function createPushing(config: object, options: Partial<FakeBoard> = {}): Pushing {
  const board = createFakeBoard({ connect, queueLength: 30, ...options });

  function start(settings: object): Service {
    return createService(board, checkSettings(coreSettings(), settings).settings, () => {});
  }

  const it: Pushing = {
    board,
    service: start(config),
    list(name = '3ph-10s-new') {
      board.ms += 10_000;
      board.feed(wireOf(name));
    },
    async until(condition, what) {
      const end = Date.now() + 10_000;
      while (!condition()) {
        if (Date.now() > end) throw new Error(`${what} did not come; ${board.lines.join('; ')}`);
        board.ms += TICK_MS;
        it.service.tick();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    },
    state(target) {
      const { push } = JSON.parse(ask(it.service, '/status').body) as { push: PushState[] | null };
      return push?.find((one) => one.target === target);
    },
    restart(settings = config) {
      it.service = start(settings);
    },
  };
  return it;
}
