/** Requests that are rejected before any endpoint sees them. */
import { plainText, type Request, type Response } from './message.js';

const MAX_BODY_BYTES = 1024;
/** Top-level names that do not exist on the internet: RFC 6762 reserves local; ICANN has not delegated home or lan. */
const LOCAL_DOMAINS = 'local,lan,home';

/** The error response for a body that is not accepted; null if it is. */
function bodyRejection(request: Request): Response | null {
  const length = request.headers['content-length'];
  if (request.headers['transfer-encoding']) return plainText(411, 'send Content-Length, not Transfer-Encoding');
  if (length === undefined) return request.method === 'POST' ? plainText(411, 'Content-Length is missing') : null;
  if (!/^[0-9]+$/.test(length)) return plainText(400, 'Content-Length must be a number');
  return +length > MAX_BODY_BYTES ? plainText(413, 'the body is limited to ' + MAX_BODY_BYTES + ' bytes') : null;
}

/**
 * The error response for a request that is not accepted; null if it is. A page on the internet could point its own host
 * name at this device and read the responses (DNS rebinding). Hence the host must be an IP address, a local name, or one
 * of `hosts`, which are separated by commas.
 */
export function rejectionOf(request: Request, hosts: string): Response | null {
  const host = (request.headers.host || '').toLowerCase().replace(/:\d+$/, '');
  const labels = host.split('.');
  const last = labels[labels.length - 1];
  // An IPv6 address ends with a bracket, possibly after a part like the end of an IPv4 address.
  const isLocal = /^\d+]*$/.test(last) || LOCAL_DOMAINS.split(',').indexOf(last) >= 0;
  if (labels.length < 2 || isLocal || hosts.split(',').indexOf(host) >= 0) return bodyRejection(request);
  return plainText(421, 'this host is not in allowed_hosts');
}
