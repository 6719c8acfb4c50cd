/** Which requests are not looked at, whatever they ask for. */
import { plainText, type Request, type Response } from './message.js';

const MAX_BODY_BYTES = 1024;
/** Ends of names that nobody has on the internet: RFC 6762 for local; ICANN has shelved home, and never gave lan. */
const LOCAL_DOMAINS = 'local,lan,home';

/** Why the body that the headers announce is not taken; null if it is. */
function bodyRejection(request: Request): Response | null {
  const length = request.headers['content-length'];
  if (request.headers['transfer-encoding']) return plainText(411, 'send the body whole, with Content-Length');
  if (length === undefined) return request.method === 'POST' ? plainText(411, 'Content-Length is missing') : null;
  if (!/^[0-9]+$/.test(length)) return plainText(400, 'Content-Length is no number');
  return +length > MAX_BODY_BYTES ? plainText(413, 'a body has at most ' + MAX_BODY_BYTES + ' bytes') : null;
}

/**
 * Why a request is not looked at; null if it is. A page of somewhere else may make its own name point here, and read the
 * answers as its own (DNS rebinding): so the host is an address, a name that is none of the internet's, or one of ours.
 */
export function rejectionOf(request: Request, hosts: string): Response | null {
  const host = (request.headers.host || '').toLowerCase().replace(/:\d+$/, '');
  const labels = host.split('.');
  const last = labels[labels.length - 1];
  // An address of IPv6 ends with a bracket, and may end as one of IPv4 does.
  const isLocal = /^\d+]*$/.test(last) || LOCAL_DOMAINS.split(',').indexOf(last) >= 0;
  if (labels.length < 2 || isLocal || hosts.split(',').indexOf(host) >= 0) return bodyRejection(request);
  return plainText(421, 'not in allowed_hosts');
}
