/** All SQL on how a tenant's application is seen by its end users. */
import type { Tx } from '../db/index.ts';

export interface ConnectLook {
  /** The tenant's own name. */
  tenantName: string;
  /** What its end users call it, where that is another. */
  name: string | null;
  /** Six hex digits. */
  color: string | null;
  logo: { bytes: Buffer; type: string } | null;
}

export async function getConnectLook(tx: Tx): Promise<ConnectLook> {
  const { bytes, type, ...row } = await tx.one<
    Omit<ConnectLook, 'logo'> & { bytes: Buffer | null; type: string | null }
  >(
    `select name as "tenantName", connect_name as name, connect_color as color, connect_logo as bytes,
       connect_logo_type as type
     from tenants where id = tenant()`,
  );
  return { ...row, logo: bytes && type ? { bytes, type } : null };
}

export async function writeConnectLook(
  tx: Tx,
  { name, color }: Pick<ConnectLook, 'name' | 'color'>,
): Promise<void> {
  await tx.query('update tenants set connect_name = $1, connect_color = $2 where id = tenant()', [
    name,
    color,
  ]);
}

export async function writeConnectLogo(tx: Tx, logo: ConnectLook['logo']): Promise<void> {
  await tx.query('update tenants set connect_logo = $1, connect_logo_type = $2 where id = tenant()', [
    logo?.bytes ?? null,
    logo?.type ?? null,
  ]);
}
