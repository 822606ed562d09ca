// Secrets of businesses at rest: AES-256-GCM, bound to the business, under a key derived from ENCRYPTION_KEY.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { BusinessId } from './ids.ts';

export interface Vault {
  seal(businessId: BusinessId, secret: string): string;
  /** @throws when the text was not sealed for this business under this key */
  open(businessId: BusinessId, sealed: string): string;
}

const VERSION = 'v1';

/** @param key ENCRYPTION_KEY, any text of 16 characters or more */
export function createVault(key: string): Vault {
  const derived = Buffer.from(hkdfSync('sha256', key, 'prosaas', 'credentials', 32));
  return {
    seal(businessId, secret) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', derived, nonce).setAAD(Buffer.from(String(businessId)));
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return [VERSION, nonce, cipher.getAuthTag(), body]
        .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
        .join('.');
    },
    open(businessId, sealed) {
      const [version, nonce = '', tag = '', body = ''] = sealed.split('.');
      if (version !== VERSION) throw new Error('A sealed secret has an unknown version');
      const decipher = createDecipheriv('aes-256-gcm', derived, Buffer.from(nonce, 'base64url'))
        .setAAD(Buffer.from(String(businessId)))
        .setAuthTag(Buffer.from(tag, 'base64url'));
      return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8');
    },
  };
}
