/** Who answers which request. */
import { plainText, type Request, type Response } from './message.js';

export interface Endpoint {
  /** One path, or more with a blank between them. */
  path: string;
  /** `GET` if none is named. */
  method?: string;
  respond(request: Request): Response;
}

/** Finds the endpoint for the request and asks it, or says why there is none. HEAD is answered as GET. */
export function route(endpoints: Endpoint[], request: Request): Response {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  let allowed = '';
  for (let i = 0; i < endpoints.length; i++) {
    const endpoint = endpoints[i];
    if (endpoint.path.split(' ').indexOf(request.path) < 0) continue;
    if ((endpoint.method || 'GET') === method) return endpoint.respond(request);
    allowed += (allowed && ', ') + (endpoint.method || 'GET, HEAD');
  }
  if (!allowed) return plainText(404, 'not found; GET /help names what there is');
  return plainText(405, 'this path takes ' + allowed, 'Allow: ' + allowed + '\r\n');
}
