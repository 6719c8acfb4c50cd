/** A device whose answers the test sets, and which records the requests. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { History, Status } from '../../board/page/status.js';
import { fullHistories, fullStatus } from './household.js';

export interface FakeDevice {
  url: string;
  status: Status;
  histories: Record<string, History>;
  /** Answers 503 with `Retry-After: 1`. */
  busy: boolean;
  /** The requested paths, in order. */
  asked: string[];
  /** The most requests for data that were open at the same time. */
  mostAtOnce: number;
  /** Leaves the network, and returns at the same address. */
  vanish(): Promise<void>;
  comeBack(): Promise<void>;
}

/** Duration of an answer, long enough for simultaneous requests to overlap. */
const ANSWER_MS = 30;
const PAGE = 'dist/page/index.html';

function answer(device: FakeDevice, response: ServerResponse, path: string): void {
  if (device.busy) {
    response.writeHead(503, { 'Retry-After': '1' }).end();
    return;
  }
  const url = new URL(path, device.url);
  const body = url.pathname === '/status' ? device.status : device.histories[url.searchParams.get('span') ?? ''];
  if (body) response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  else response.writeHead(404).end();
}

/** Starts a device on a free port of this computer. */
export async function createFakeDevice(): Promise<FakeDevice> {
  let server: Server;
  let open = 0;
  const sockets = new Set<Socket>();

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    device.asked.push(path);
    if (path === '/') {
      const headers = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Encoding': 'gzip' };
      response.writeHead(200, headers).end(readFileSync(`${PAGE}.gz`));
      return;
    }
    device.mostAtOnce = Math.max(device.mostAtOnce, ++open);
    response.on('close', () => open--);
    setTimeout(() => answer(device, response, path), ANSWER_MS);
  }

  function listen(port: number): Promise<void> {
    server = createServer(serve);
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    return new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  }

  const device: FakeDevice = {
    url: '',
    status: fullStatus(),
    histories: fullHistories(),
    busy: false,
    asked: [],
    mostAtOnce: 0,
    vanish() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
    comeBack: () => listen(Number(new URL(device.url).port)),
  };
  await listen(0);
  device.url = `http://127.0.0.1:${(server!.address() as AddressInfo).port}`;
  return device;
}
