/** Addresses of other servers: `http://HOST[:PORT][/PATH]`, https too. */

export interface Url {
  secure: boolean;
  host: string;
  port: number;
  /** Path and query, at least `/`. */
  path: string;
}

/** The parts of an address; null if it is none: printable ASCII, no user name, a port within 1 to 65535. */
export function parseUrl(text: string): Url | null {
  const parts = text.split('/');
  const secure = parts[0] === 'https:';
  if ((!secure && parts[0] !== 'http:') || parts[1] || !/^[!-~]+$/.test(text)) return null;
  const authority = parts[2] || '';
  // The colons of an IPv6 address without a port belong to it.
  const at = /]$/.test(authority) ? [authority] : authority.split(':');
  const port = at.length > 1 ? +(at.pop() as string) : secure ? 443 : 80;
  const host = at.join(':');
  if (!host || /[@?#]/.test(host) || !(port >= 1 && port <= 65535) || port % 1) return null;
  return { secure, host, port, path: '/' + parts.slice(3).join('/') };
}
