/** How a tenant's application is seen on the pages of its end users. */
import type { ConnectPage } from '../../sdk/types.ts';
import type { ConnectLook } from '../tenants/index.ts';
import { wear } from './pages/color.ts';
import type { Look } from './pages/frame.ts';
import { chooseLanguage } from './pages/words.ts';

/** `logo`: the address of its picture, where it has one. */
export function lookOf(
  settings: ConnectLook,
  logo: string,
  { wanted, accepted }: { wanted: string | null; accepted: string | undefined },
): Look {
  return {
    application: settings.name ?? settings.tenantName,
    color: settings.color,
    logo: settings.logo && logo,
    language: chooseLanguage(wanted, accepted),
  };
}

export function wornOf(color: string | null): ConnectPage['worn'] {
  if (color === null) return null;
  const worn = wear(color);
  return { color: `#${worn.color}`, darkened: worn.darkened };
}

/** The picture as a `data:` address. */
export function asAddress(logo: ConnectLook['logo']): string | null {
  return logo && `data:${logo.type};base64,${logo.bytes.toString('base64')}`;
}
