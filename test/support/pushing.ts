/** A service on a fake board with real connections: the test plays lists, and its servers receive the pushes. */
import { connect } from '../../board/host/net/tcp.js';
import { type Board, type Socket, TICK_MS } from '../../src/board.js';
import { createService, type Service } from '../../src/service.js';
import { checkSettings, coreSettings } from '../../src/settings/settings.js';
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
  /** Plays a 10 s list, or an hourly one, ten seconds after the previous one. */
  list(name?: string): void;
  /** Lets time pass, tick by tick, until the condition holds; rejects after 20 minutes on the board's clock. */
  until(condition: () => boolean, what: string): Promise<void>;
  state(target: string): PushState | undefined;
  /** Restarts the device, with its storage. */
  restart(config?: object): void;
}

const MOST_TICKS = (20 * 60_000) / TICK_MS;
/** The real time that a tick waits for a server if a connection is open: a response may take 20 ticks, and the computer may be busy. */
const ANSWER_MS = 25;

/** `config` are settings, `options` properties of the board. */
export function createPushing(config: object, options: Partial<FakeBoard> = {}): Pushing {
  const underWay = new Set<Socket>();
  let heard = (): void => {};

  function watched(...to: Parameters<Board['connect']>): Socket {
    const socket = (options.connect ?? connect)(...to);
    const { destroy } = socket;
    const over = (): void => {
      underWay.delete(socket);
      heard();
    };
    underWay.add(socket);
    socket.destroy = () => {
      over();
      return destroy.call(socket);
    };
    socket.on('data', () => heard());
    socket.on('close', over);
    socket.on('error', over);
    return socket;
  }

  /** Waits a short time for data on a connection; not at all while none is open. */
  async function listen(): Promise<void> {
    if (!underWay.size) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ANSWER_MS);
      heard = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  const board = createFakeBoard({ queueLength: 30, ...options, connect: watched });

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
      for (let ticks = 0; !condition(); ticks++) {
        if (ticks > MOST_TICKS) throw new Error(`${what} did not come; ${board.lines.join('; ')}`);
        board.pass(TICK_MS, it.service.tick);
        await listen();
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
