/** URLs of other servers: `http://HOST[:PORT][/PATH]` or `https://...`. */

export interface Url {
  /** True for https. */
  secure: boolean;
  host: string;
  port: number;
  /** Path and query; `/` if the URL has none. */
  path: string;
}

/** The parts of a URL; null unless it is printable ASCII without a user name or fragment, with a port from 1 to 65535. */
export function parseUrl(text: string): Url | null {
  const parts = text.split('/');
  const secure = parts[0] === 'https:';
  if ((!secure && parts[0] !== 'http:') || parts[1] || !/^[!-~]+$/.test(text)) return null;
  const authority = parts[2] || '';
  // The colons of an IPv6 address without a port do not separate a port.
  const at = /]$/.test(authority) ? [authority] : authority.split(':');
  const port = at.length > 1 ? +(at.pop() as string) : secure ? 443 : 80;
  const host = at.join(':');
  if (!host || /[@?#]/.test(host) || !(port >= 1 && port <= 65535) || port % 1) return null;
  return { secure, host, port, path: '/' + parts.slice(3).join('/') };
}
