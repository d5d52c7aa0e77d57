/** The same page with React. */
import { createRoot } from 'react-dom/client';
import { ConnectButton } from 'slotwire/react';

const session = async () => (await fetch('/session', { method: 'POST' })).json();

createRoot(document.querySelector('#connect')!).render(<ConnectButton session={session} />);
