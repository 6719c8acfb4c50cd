/** An HTTP server that records what is posted to it, in order, and can be down or silent for a while. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Posted {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Recorder {
  port: number;
  posted: Posted[];
  /** The status of its responses. */
  status: number;
  /** Accepts requests and never responds. */
  hangs: boolean;
  /** The highest number of simultaneous requests. */
  most: number;
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}

/** Starts a server on a free port. */
export async function startRecorder(): Promise<Recorder> {
  let under = 0;

  const recorder: Recorder = {
    port: 0,
    posted: [],
    status: 204,
    hangs: false,
    most: 0,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
    async start() {
      server = createServer((request, response) => {
        let body = '';
        recorder.most = Math.max(recorder.most, ++under);
        response.on('close', () => under--);
        request.setEncoding('latin1').on('data', (piece) => {
          body += piece;
        });
        request.on('end', () => {
          if (recorder.hangs) return;
          recorder.posted.push({ url: request.url ?? '', headers: request.headers, body });
          response.writeHead(recorder.status).end();
        });
      });
      server.listen(recorder.port, '127.0.0.1');
      await once(server, 'listening');
      // A test that has failed does not stop it.
      server.unref();
      recorder.port = (server.address() as AddressInfo).port;
    },
  };
  let server = createServer();
  await recorder.start();
  return recorder;
}
