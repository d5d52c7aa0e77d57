export type { ConnectResult } from '../connect.ts';
export { ConnectButton, type ConnectButtonProps } from './connect-button.tsx';
