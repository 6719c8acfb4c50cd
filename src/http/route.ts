/** Which endpoint responds to a request. */
import { plainText, type Request, type Response } from './message.js';

/** A method and one or more paths, and the function that responds. */
export interface Endpoint {
  /** One path, or several separated by spaces. */
  path: string;
  /** `GET` by default. */
  method?: string;
  respond(request: Request): Response;
}

/** The response of the endpoint that matches the request; 404 or 405 if none does. HEAD is treated as GET. */
export function route(endpoints: Endpoint[], request: Request): Response {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  let allowed = '';
  for (let i = 0; i < endpoints.length; i++) {
    const endpoint = endpoints[i];
    if (endpoint.path.split(' ').indexOf(request.path) < 0) continue;
    if ((endpoint.method || 'GET') === method) return endpoint.respond(request);
    allowed += (allowed && ', ') + (endpoint.method || 'GET, HEAD');
  }
  if (!allowed) return plainText(404, 'not found; GET /help lists all paths');
  return plainText(405, 'this path allows ' + allowed, 'Allow: ' + allowed + '\r\n');
}
