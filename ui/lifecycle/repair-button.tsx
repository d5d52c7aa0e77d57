/** Opens the repair of an account; also by the key R. */
import { useDisclosure } from '@mantine/hooks';
import { Act } from '../kit/act.tsx';
import { useKeys } from '../kit/keys.ts';
import { useMayChange } from '../shell/session.ts';
import { RepairDrawer } from './repair-drawer.tsx';

export function RepairButton({ of }: { of: { name: string; accountId: string } }) {
  const [opened, { open, close }] = useDisclosure();
  useKeys({ r: useMayChange() ? open : undefined });
  return (
    <>
      <Act testId="repair-button" onClick={open}>
        Repair
      </Act>
      <RepairDrawer of={opened ? of : undefined} onClose={close} />
    </>
  );
}
