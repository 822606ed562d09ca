// Which addresses a browser may give us to push to. Whatever they resolve to is looked at once more when a push goes out.

/** Names that lead nowhere but inside. */
const INSIDE = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/;

/**
 * Whether the address can be a push service's: https at its usual port, a public host name, nothing to sign in with.
 * Push services have names; a bare IP address is refused, whatever it is.
 * @param allowedOrigin an origin that is allowed besides, as http://127.0.0.1:4000: development's own push service
 */
export function isPushEndpoint(endpoint: string, allowedOrigin: string | undefined): boolean {
  const url = URL.parse(endpoint);
  if (!url) return false;
  if (allowedOrigin !== undefined && url.origin === allowedOrigin) return true;
  const { protocol, port, username, password, hostname } = url;
  return (
    protocol === 'https:' && port === '' && username === '' && password === '' && isPublicName(hostname.toLowerCase())
  );
}

/** The URL parser writes every form of an IPv4 address as digits and dots, and an IPv6 one in brackets. */
function isPublicName(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  return name.includes('.') && !/^[\d.]+$/.test(name) && !name.startsWith('[') && !INSIDE.test(name);
}
