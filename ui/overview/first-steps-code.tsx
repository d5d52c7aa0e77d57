/** The same three steps as a program takes them, at this very address. */
import { SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Card } from '../kit/card.tsx';
import { CopyButton } from '../kit/copy.tsx';
import classes from './overview.module.css';

const languages = ['TypeScript', 'curl'] as const;
type Language = (typeof languages)[number];

export function FirstStepsCode() {
  const [language, setLanguage] = useState<Language>('TypeScript');
  const code = codeOf[language](window.location.origin);
  return (
    <Card title="The same from your application">
      <div className={classes.code}>
        <div className={classes.over}>
          <SegmentedControl
            size="xs"
            aria-label="Language"
            value={language}
            data={[...languages]}
            onChange={(value) => setLanguage(value as Language)}
          />
          <CopyButton text={code}>Copy</CopyButton>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard */}
        <section aria-label={`In ${language}`} tabIndex={0} className={classes.lines}>
          <pre>{code}</pre>
        </section>
        <p className={classes.facts}>
          <code>SLOTWIRE_KEY</code> holds an API key:{' '}
          <Link from="/$tenant" to="/$tenant/settings/api-keys">
            make one
          </Link>
          .
        </p>
      </div>
    </Card>
  );
}

const codeOf: Record<Language, (base: string) => string> = {
  TypeScript: (base) => `const slotwire = '${base}/api/v1';
const headers = {
  'content-type': 'application/json',
  authorization: \`Bearer \${process.env.SLOTWIRE_KEY}\`,
};
const post = async (path: string, body = {}) => {
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return (await fetch(slotwire + path, init)).json();
};

// 1 · Add a connection
const { id } = await post('/connections', {
  type: 'calendly', name: 'My application',
  clientId: '…', clientSecret: '…',
});

// 2 · A link at which one of your users connects
const user = { connectionId: id, name: 'Ana Ruiz' };
const account = await post('/users/crm-17/accounts', user);
const { url } = await post(\`/accounts/\${account.id}/link\`);

// 3 · What is booked with them
const path = '/users/crm-17/meetings';
const meetings = await fetch(slotwire + path, { headers });`,
  curl: (base) => `slotwire=${base}/api/v1
post() {
  curl -sS "$slotwire$1" -H "Authorization: Bearer $SLOTWIRE_KEY" \\
    -H 'content-type: application/json' -d "$2"
}

# 1 · Add a connection
post /connections '{"type":"calendly","name":"My application",
  "clientId":"…","clientSecret":"…"}'

# 2 · A link at which one of your users connects; ids from the answers
post /users/crm-17/accounts '{"connectionId":1}'
post /accounts/acc_…/link '{}'

# 3 · What is booked with them
curl -sS "$slotwire/users/crm-17/meetings" \\
  -H "Authorization: Bearer $SLOTWIRE_KEY"`,
};
