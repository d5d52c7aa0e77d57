/**
 * Where Calendly posts to: `…/api/calendly/webhook/{installation, 32 hex}.{256 random bits, base64url}`.
 * The last segment is the token; it is looked up by its hash. The installation tells which are ours.
 */
const path = '/api/calendly/webhook/';
const tokenShape = /^[0-9a-f]{32}\.[A-Za-z0-9_-]{43}$/;

export function newToken(installationId: string, secret: string): string {
  return `${installationId.replaceAll('-', '')}.${secret}`;
}

export function addressFor(publicUrl: string, token: string): string {
  return `${publicUrl}${path}${token}`;
}

/** The token in such an address when this installation made it, whatever public address it had then. */
export function ourToken(installationId: string, url: string): string | undefined {
  const at = url.lastIndexOf(path);
  const found = at < 0 ? '' : url.slice(at + path.length);
  const ours = tokenShape.test(found) && found.startsWith(installationId.replaceAll('-', ''));
  return ours ? found : undefined;
}
